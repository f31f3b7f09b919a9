### Referrals: the form, the follow-up, the site's answer, the e-mails.

## E-mails: no name of a family leaves by e-mail
referrals-mail-sent-subject = Orientation { $number } de { $organisation }
referrals-mail-sent-body =
    Bonjour,

    { $name } ({ $organisation }) vous oriente une famille : { $children }. Réponse souhaitée : { $urgency }.

    Lire l'orientation { $number } et répondre, sans compte :
    { $address }

    Ce lien est pour votre structure seulement. Ouvrir la page ne répond pas : rien n'est fait tant que vous n'avez pas choisi.
    Sans réponse, vous recevrez un rappel tous les 10 jours ; l'orientation expire après 30 jours.
referrals-mail-reminder-subject = Rappel : l'orientation { $number } attend votre réponse
referrals-mail-reminder-body =
    Bonjour,

    L'orientation { $number } de { $organisation } attend toujours votre réponse. Une famille attend.

    Lire et répondre, sans compte :
    { $address }

    Sans réponse, l'orientation expire 30 jours après son envoi.
referrals-mail-receipt-subject = Votre orientation { $number } est envoyée
referrals-mail-receipt-body =
    Bonjour,

    Votre orientation { $number } est arrivée à { $site }. La structure répond en général en quelques jours ; elle est relancée tous les 10 jours.

    Suivre son statut, sans compte :
    { $address }
referrals-mail-accepted-subject = Orientation { $number } acceptée par { $site }
referrals-mail-accepted-body =
    Bonjour,

    { $site } accepte votre orientation { $number }. La structure contacte la famille pour la suite.

    Suivre : { $address }
referrals-mail-refused-subject = Orientation { $number } : réponse de { $site }
referrals-mail-refused-body =
    Bonjour,

    { $site } ne peut pas donner suite à votre orientation { $number }.
    Motif : { $reason }

    Lire le message de la structure : { $address }
referrals-mail-asked-subject = Orientation { $number } : { $site } vous pose une question
referrals-mail-asked-body =
    Bonjour,

    { $site } a besoin d'une précision pour répondre à votre orientation { $number }.

    Lire la question et répondre : { $address }
referrals-mail-replied-subject = Orientation { $number } : réponse à votre question
referrals-mail-replied-body =
    Bonjour,

    Pour l'orientation { $number }, { $name } a répondu à votre question.

    Lire et répondre, sans compte : { $address }
referrals-mail-expired-subject = Orientation { $number } expirée sans réponse
referrals-mail-expired-body =
    Bonjour,

    { $site } n'a pas répondu en 30 jours à votre orientation { $number }. Vous pouvez appeler la structure ou orienter la famille ailleurs.

    Voir : { $address }

## The message a refusal begins with; the site changes it as it likes
referrals-refusal-message-site-full = Bonjour, nous n'avons plus de place pour l'instant. Nous gardons la demande en mémoire ; n'hésitez pas à nous rappeler dans quelques semaines.
referrals-refusal-message-age-out-of-range = Bonjour, l'âge de l'enfant ne correspond pas à notre autorisation. Une autre structure proche peut convenir.
referrals-refusal-message-not-eligible = Bonjour, la situation de la famille ne correspond pas aux conditions d'accès de notre structure.
referrals-refusal-message-outside-territory = Bonjour, la famille habite hors du territoire que nous servons. Une structure plus proche de chez elle peut convenir.
referrals-refusal-message-unreachable = Bonjour, nous avons essayé plusieurs fois de joindre le parent, sans succès. Pouvez-vous vérifier son numéro avec lui ?
referrals-refusal-message-absent-at-interview = Bonjour, le parent n'est pas venu au rendez-vous convenu et ne nous a pas rappelés.
referrals-refusal-message-in-work = Bonjour, le parent a retrouvé un emploi et n'a plus besoin de cet accueil.
referrals-refusal-message-in-training = Bonjour, le parent est entré en formation et a trouvé un autre mode d'accueil.
referrals-refusal-message-not-mobile = Bonjour, la famille n'a pas de moyen de venir jusqu'à nous.
referrals-refusal-message-not-interested = Bonjour, après échange, la famille ne souhaite pas d'accueil pour le moment.
referrals-refusal-message-other-barriers = Bonjour, d'autres difficultés sont à régler avant un accueil. Nous restons disponibles pour en parler.
referrals-refusal-message-duplicate = Bonjour, nous avons déjà reçu une orientation pour cette situation ; nous traitons l'autre.
referrals-refusal-message-hours-do-not-fit = Bonjour, les jours ou les horaires demandés ne correspondent pas à nos ouvertures.
referrals-refusal-message-other = { "" }

## Refer a family: where, then seven questions
refer-title = Orienter une famille
refer-navigation = Orienter
refer-where-lead = D'abord où : vous voyez tout de suite quelles structures ont de la place. Ensuite sept questions, deux minutes.
refer-where = Commune de la famille
refer-where-hint = Nom ou code postal, par exemple Lunel ou 34400
refer-show-sites = Voir les places
refer-sites-near = Structures près de { $place }
refer-sites-hint = Demi-journées avec au moins une place libre dans les quatre semaines qui viennent. Distances estimées en ligne droite, avec un facteur de route.
refer-no-site-title = Aucune structure à moins de 40 km
refer-no-site-text = Essayez une commune voisine, ou celle où le parent travaille ou se forme.
refer-free = { $count ->
    [0] complet
    [one] { $count } demi-journée libre
   *[other] { $count } demi-journées libres
}
refer-next-free = Prochaines :
refer-choose-site = Orienter ici
refer-change-site = Choisir une autre structure
refer-lead = Sept questions. Vous recevez un numéro et un lien pour suivre la réponse.
refer-to = Pour { $site }, { $place }.
refer-as = Vous orientez en tant que { $name }, { $organisation }.
refer-q1 = 1. Vous
refer-prescriber-kind = Votre type d'organisme
refer-prescriber-organisation = Nom de l'organisme
refer-prescriber-name = Votre nom
refer-prescriber-email = Votre adresse électronique
refer-prescriber-email-hint = Une adresse ou un téléphone : c'est par là que vous recevez la réponse.
refer-prescriber-phone = Votre téléphone
refer-q2 = 2. Le parent
refer-given-name = Prénom
refer-family-name = Nom
refer-parent-phone = Téléphone du parent
refer-parent-email = Adresse électronique du parent
refer-language = Langue parlée
refer-interpreter = Un interprète est nécessaire
refer-safe-contact = Comment lui écrire sans danger
refer-safe-contact-hint = Si quelqu'un d'autre peut lire ses messages, choisissez des messages neutres ou l'appel.
refer-protected = Famille protégée
refer-protected-hint = Ses coordonnées ne seront visibles que des personnes nommées dans la structure. Chaque lecture est notée.
refer-q3 = 3. Les enfants
refer-q3-hint = Remplissez une ligne par enfant à accueillir. Pour un enfant à naître, la date prévue.
refer-child = Enfant { $number }
refer-birth-date = Date de naissance
refer-q4 = 4. Où
refer-commune = Commune de la famille
refer-travel = Trajet possible, au plus
refer-q5 = 5. Le besoin
refer-purpose = Pour quoi faire
refer-need-kind = Quand
refer-need-rhythm = Chaque semaine
refer-need-appointment = Pour un rendez-vous
refer-slots = Chaque semaine : quelles demi-journées
refer-slot = { $day } { $half_day }
refer-from = À partir du
refer-until = Jusqu'au
refer-appointment = Pour un rendez-vous : la date et les heures
refer-appointment-date = Date
refer-appointment-from = De
refer-appointment-until = À
refer-q6 = 6. L'urgence et la situation
refer-urgency = Réponse souhaitée
refer-situations = Situation du parent aujourd'hui
refer-situations-hint = Ce que vous savez et qui aide la structure. Rien sur la santé.
refer-message = Un mot pour la structure
refer-message-hint = Rien sur la santé ni sur les raisons personnelles.
refer-q7 = 7. L'accord du parent, lu à voix haute
refer-consent-language = Langue dans laquelle vous l'avez lu
refer-consent = J'ai lu ce texte à voix haute au parent, et il ou elle est d'accord
refer-send = Envoyer l'orientation

## Follow and answer
referrals-navigation = Mes orientations
referrals-inbox-navigation = Orientations reçues
referrals-mine-title = Mes orientations
referrals-mine-lead = Ce que votre organisme a envoyé, et où en est chaque réponse.
referrals-mine-empty-title = Pas encore d'orientation
referrals-mine-empty-text = Orientez une famille : sept questions, deux minutes.
referrals-inbox-title = Orientations reçues
referrals-inbox-lead = Ce qui attend depuis le plus longtemps vient en premier. Sans réponse, une orientation expire après 30 jours.
referrals-inbox-empty-title = Rien n'attend ici
referrals-inbox-empty-text = Les orientations nouvelles arrivent ici et par courrier électronique.
referrals-parts = Parties de la liste
referrals-part-open = En attente
referrals-part-accepted = Acceptées
referrals-part-closed = Terminées
referrals-part-all = Toutes
referrals-search = Nom ou numéro
referrals-number = Numéro
referrals-family = Famille
referrals-prescriber = Organisme
referrals-site = Structure
referrals-urgency = Réponse souhaitée
referrals-status = Statut
referrals-sent-on = Envoyée le
referrals-sent-by = Envoyée par
referrals-age = Depuis
referrals-names-hidden = Noms réservés aux personnes nommées
referrals-parent = Parent
referrals-children = Enfants
referrals-status-title = Orientation { $number }
referrals-status-lead = Vers { $site }
referrals-life = Vie de l'orientation
referrals-step-sent = Envoyée
referrals-step-seen = Vue
referrals-step-accepted = Acceptée
referrals-step-refused = Refusée
referrals-step-expired = Expirée
referrals-step-first = Première demi-journée
referrals-step-ended = Terminée
referrals-receipt-title = C'est envoyé. Voici la suite.
referrals-receipt-one = La structure reçoit l'orientation maintenant, et un rappel tous les 10 jours.
referrals-receipt-two = Elle accepte, refuse avec un motif, ou vous pose une question : vous êtes prévenu·e.
referrals-receipt-three = Le parent est prévenu dans sa langue, comme vous l'avez indiqué.
referrals-receipt-keep = Gardez l'adresse de cette page : elle montre le statut sans compte. Vous pouvez aussi l'imprimer.
referrals-message-of-site = Message de la structure
referrals-question = La structure demande
referrals-reply = Votre réponse
referrals-your-reply = Votre réponse
referrals-talk = Échanges
referrals-summary = En résumé
referrals-call-site = Appeler la structure :
referrals-status-only = Vous voyez où en est l'orientation, jamais ce qui se passe à la crèche.
referrals-reply-sent = Votre réponse est partie à la structure.
referrals-take-notice = Prendre connaissance
referrals-seen-noted = C'est noté : le prescripteur voit que vous avez lu.
referrals-need = Le besoin
referrals-purpose = Pour quoi
referrals-when = Quand
referrals-travel = Trajet possible
referrals-kilometres = { $kilometres } km au plus
referrals-need-appointment = rendez-vous le { $date }, { $hours }
referrals-need-any = l'une de ces demi-journées : { $half_days }
referrals-need-per-week = { $half_days } par semaine
referrals-need-every = tous les jours d'ouverture, { $period }
referrals-message-of-prescriber = Un mot du prescripteur
referrals-children-hidden = Les noms des enfants ne sont plus visibles : l'accompagnement est terminé ou l'orientation est close.
referrals-born = { $age }, né·e le { $date }
referrals-expected = à naître, prévu·e le { $date }
referrals-family-number = Numéro de la famille
referrals-email = Adresse électronique
referrals-phone = Téléphone
referrals-language = Langue parlée
referrals-with-interpreter = { $language }, avec interprète
referrals-safe-contact = Contact
referrals-commune = Commune
referrals-situations = Situation
referrals-situation-since = { $situation } (depuis le { $date })
referrals-protected-title = Famille protégée
referrals-protected-text = Ses coordonnées ne sont visibles que des personnes nommées pour elle.
referrals-closed-text = Les coordonnées ne sont plus visibles : la structure n'accompagne pas cette famille.
referrals-open-family = Ouvrir la fiche de la famille
referrals-others = Autres orientations de cette famille vers vous :
referrals-who-refers = Qui oriente
referrals-answer = Répondre
referrals-accept-from = Accueil possible à partir du
referrals-accept-until = Jusqu'au
referrals-care-kind = Type d'accueil
referrals-accept-message = Un mot au prescripteur
referrals-ask-message = Votre question au prescripteur
referrals-refuse-reason = Pourquoi
referrals-refuse-other-reason = Changer de motif
referrals-refuse-message = Message au prescripteur
referrals-refuse-hint = Proposé d'après le motif ; modifiez-le comme vous voulez.
referrals-answer-sent = Votre réponse est partie. Le prescripteur est prévenu.
referrals-end = Terminer l'accompagnement
referrals-end-reason = Pourquoi
referrals-end-hint = L'admission s'arrête aujourd'hui. Les réservations à venir doivent d'abord être annulées.
referrals-ended = L'accompagnement est terminé.
referrals-history = Historique
referrals-event-reason = { $what } : { $reason }
referrals-other-contact = Coordonnées données avec cette orientation, différentes de celles connues : { $contact }
referrals-by-link = Réponse par le lien du courrier électronique
referrals-link-used-title = Ce lien a déjà servi
referrals-link-used-text = L'orientation a reçu sa réponse. Un lien ne sert qu'une fois.
referrals-link-expired-title = Ce lien a expiré
referrals-link-expired-text = Un lien dure 30 jours. Si l'orientation attend encore, le dernier rappel contient un lien valable.
referrals-link-done-title = Votre réponse est enregistrée
referrals-link-done-text = Le prescripteur est prévenu. Ce lien ne sert plus ; vous pouvez fermer cette page.
referrals-link-asked-text = Votre question est partie. Vous pourrez encore accepter ou refuser avec le même lien.
referrals-link-way = Avec un compte, vous retrouvez toutes les orientations de votre structure.
referrals-link-sign-in = Ouvrir les orientations reçues

referrals-mail-confirmed-subject = Orientation { $number } : une place est confirmée
referrals-mail-confirmed-body =
    Bonjour,

    Une place est confirmée pour la famille de votre orientation { $number }. Elle en est prévenue.

    Suivre : { $address }
referrals-mail-promised-subject = Orientation { $number } : une place est promise
referrals-mail-promised-body =
    Bonjour,

    Une place est gardée pour la famille de votre orientation { $number }. La demi-journée sera confirmée le { $day }. La famille en est prévenue.

    Suivre : { $address }
referrals-mail-broken-subject = Orientation { $number } : la place promise n'est plus possible
referrals-mail-broken-body =
    Bonjour,

    La structure doit fermer : la place promise à la famille de votre orientation { $number } n'est plus possible. La famille en est prévenue, sa demande reste en attente et la structure cherche une autre solution.

    Suivre : { $address }
