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
