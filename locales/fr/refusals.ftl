### Why a rule says no, for a professional: the rule, then what would make it possible.
### Put together by `i18n::sentence`.

refusal-seats-full = Plus aucune { $class } libre le { $when }. Possible : une autre séance, ou une place rendue par une autre famille.
refusal-child-already-placed = L'enfant a déjà une réservation le { $when } : une seule place à la fois. Possible : annuler d'abord l'autre réservation.
refusal-too-young = Âge le jour de l'accueil : la structure accueille à partir de { $age }, donc cet enfant à partir du { $from }. Possible : une date plus tardive, une autre structure, ou passer outre avec un motif écrit.
refusal-too-old = Âge le jour de l'accueil : la structure accueille jusqu'à { $age } ; l'enfant a atteint cet âge le { $since }. Possible : une autre structure, ou passer outre avec un motif écrit.
refusal-not-referred = La structure n'accueille que des familles orientées par un·e professionnel·le ; aucune orientation acceptée ne couvre ce jour. Possible : envoyer une orientation, ou passer outre avec un motif écrit.
refusal-full-day-needs-situation = Journée entière le { $date } : il faut une situation datée « en emploi » ou « en formation » d'un parent. Possible : une seule demi-journée, ou renseigner la situation.
refusal-site-closed = La structure est fermée le { $when }. Possible : un autre jour.
refusal-outside-hours = La séance du { $when } ne couvre pas les horaires demandés. Possible : une autre structure, ou d'autres horaires.
refusal-notice-too-short = Délai de prévenance : { $hours } avant la séance, soit au plus tard le { $latest }. Possible : une séance plus tardive, ou passer outre avec un motif écrit.
refusal-too-far-ahead = Horizon de réservation : { $days } à l'avance au plus. Possible : à partir du { $opens }, ou passer outre avec un motif écrit.
refusal-fair-share-reached = Partage des places : l'enfant a déjà { $limit }, le plafond, pour la semaine du { $week }. Possible : une autre semaine, ou passer outre avec un motif écrit.
refusal-baby-week-full = Avant { $age }, un enfant vient au plus { $limit } par semaine, toutes structures réunies (réglage supposé) ; il les a déjà pour la semaine du { $week }. Possible : une autre semaine, ou passer outre avec un motif écrit.
refusal-session-cancelled = La séance du { $when } est annulée. Possible : une autre séance.
refusal-session-started = La séance du { $when } a déjà commencé. Possible : une autre séance, ou passer outre avec un motif écrit pour un enfant qui est venu.
refusal-session-past = La séance du { $when } est passée. Possible : une séance à venir.
refusal-care-kind-not-offered = La structure ne propose pas ce type d'accueil : { $kind }. Possible : un autre type d'accueil, ou une autre structure.
refusal-professionals-only = Dans cette structure, seul·es les professionnel·les réservent. Possible : demander à la structure.
refusal-instant-limit = Limite d'accueil simultané : { $maximum } au plus (115 % de { $authorised }, R. 2324-27 CSP). Possible : une autre séance, ou passer outre avec un motif écrit.
refusal-outside-authorisation = Le { $date }, cette réservation sort de l'autorisation : horaires, locaux ou nombre de places. Possible : une séance couverte par l'autorisation.
refusal-not-admitted = L'admission de l'enfant dans la structure ne couvre pas le { $date }. Possible : prolonger l'admission.
refusal-not-yet-familiar = L'enfant n'a pas terminé ses premiers pas ici : il ne reste pas encore seul une demi-journée. Possible : prévoir ses premiers pas et les valider.
refusal-not-yet-familiar-emergency = L'enfant n'a pas terminé ses premiers pas ici. Possible : le responsable l'accueille en place d'urgence, avec un motif.
refusal-nothing-within-travel = Aucune place à moins de { $kilometres } km. Possible : un trajet plus long, ou une autre séance.
refusal-nothing-within-travel-nearest = Aucune place à moins de { $kilometres } km ; la plus proche est à { $nearest } km. Possible : un trajet plus long, ou une autre séance.
refusal-hold-expired = L'option a expiré le { $expired }. Possible : refaire la demande.
refusal-already-released = Cette place a déjà été rendue. Possible : une nouvelle réservation, si la place est encore libre.
refusal-already-confirmed = Cette réservation est déjà confirmée : il n'y a rien à faire.
refusal-already-answered = Cette orientation a déjà reçu sa réponse définitive. Possible : une nouvelle orientation.
refusal-referral-expired = Cette orientation a expiré sans réponse. Possible : envoyer une nouvelle orientation.
refusal-override-needs-reason = Passer outre une règle demande un motif écrit. Possible : écrire le motif, puis valider.
refusal-override-not-allowed = Votre rôle ne permet pas de passer outre cette règle. Possible : demander au ou à la responsable de structure, si la règle l'accepte.
refusal-changed-meanwhile = Ces informations ont changé depuis que vous les avez ouvertes ; rien n'a été enregistré. Possible : recharger, vérifier, recommencer.
refusal-bookings-in-the-way = Il reste { $bookings } : une personne doit décider avant. Possible : déplacer ou annuler d'abord.
refusal-impossible-time = Heure impossible : le départ ne peut pas précéder l'arrivée, ni l'heure être à venir. Possible : corriger l'heure.
refusal-already-recorded = Une arrivée ou une absence est déjà notée. Possible : la corriger, avec un motif.
refusal-period-conflict = La période finit avant de commencer, ou en chevauche une autre. Possible : corriger les dates, ou mettre fin à l'autre période.
refusal-email-taken = Quelqu'un utilise déjà cette adresse électronique. Possible : une autre adresse, ou inviter la personne existante.
refusal-link-not-usable = Ce lien a déjà servi, a expiré, ou a été ouvert sur un autre appareil. Possible : demander un nouveau lien.
refusal-last-administrator = Après le { $day }, « { $organisation } » n'aurait plus d'administrateur. Possible : donner d'abord ce rôle à une autre personne, sans fin plus proche.
refusal-plan-not-finished = Ce planning n'est pas (encore) calculé. Possible : attendre la fin du calcul, ou en lancer un autre.
refusal-plan-asks-what-if = Ce planning répond à une question « et si » : ses places n'existent pas toutes. Possible : lancer un planning sans la question.
refusal-plan-published = Ce planning est déjà publié. Possible : planifier ce qui reste.
refusal-plan-nothing-to-plan = Rien à planifier dans la semaine du { $week } : elle est passée, ou la structure n'a aucune séance. Possible : une autre semaine.
refusal-plan-move-impossible = Ce déplacement n'est pas possible : la famille ne l'a pas demandé, ou il ne reste pas de place. Possible : un des déplacements proposés.
refusal-fewer-than-two-staff = R2 · Le { $when }, à partir de { $at }, il y aurait { $present } au lieu de deux adultes auprès des enfants (R. 2324-43-1 CSP). Possible : une autre séance, un adulte de plus au planning, ou passer outre avec un motif écrit.
refusal-too-few-staff = R3 · Le { $when }, à partir de { $at }, l'encadrement demande { $required } et { $present } au planning, sorties déduites (R. 2324-46-4 CSP). Possible : une autre séance, un adulte de plus au planning, ou passer outre avec un motif écrit.
refusal-no-honorability-check = R5 · Personne ne travaille auprès d'enfants sans attestation d'honorabilité valable : aucune ne l'est le { $date } (L. 133-6 CASF). Possible : vérifier une attestation de moins de six mois et noter la date.
refusal-shift-overlaps = Cette personne travaille déjà le { $date }, de { $from } à { $until }. Possible : d'autres heures, ou déplacer ce service.
refusal-staff-absent = Cette personne est absente le { $date }. Possible : une autre personne, ou corriger l'absence.
refusal-outside-contract = Aucun contrat de cette personne ne couvre le { $date }. Possible : noter son contrat, ou une autre personne.
refusal-outing-too-few-staff = R4 · Le { $date }, une sortie de { $children } demande { $required } tout du long ; prévu : { $present } (R. 2324-43-2 CSP : deux adultes, un pour cinq enfants). Possible : un adulte de plus, moins d’enfants (au plus { $most } avec ces adultes), ou passer outre avec un motif écrit.
refusal-outing-leaves-too-few = R2-R3 · Le { $date }, à partir de { $at }, { $children } resteraient avec { $present } au lieu de { $required } (R. 2324-43-1 et R. 2324-46-4 CSP). Possible : emmener plus d’enfants ou moins d’adultes, un adulte de plus au planning, ou passer outre avec un motif écrit.
refusal-outing-overlaps = Un de ces enfants ou de ces adultes est déjà en sortie le { $date }, de { $from } à { $until }. Possible : d’autres heures, ou sans cette personne.
refusal-familiarisation-under-way = Les premiers pas de cet enfant ont déjà commencé ici. Possible : continuer ceux-là, ou les arrêter d'abord.
refusal-visit-not-next = Seule la première visite sans réponse se valide, une fois commencée. Possible : répondre d'abord pour celle-là.
refusal-referent-with-another-child = La personne référente est avec un autre enfant le { $date }, et aucun autre moment de la séance ne convient. Possible : rendre d'abord cette visite, ou choisir une autre personne.
refusal-referent-not-there = La personne référente n'est pas au planning assez longtemps le { $date }. Possible : rendre d'abord cette visite, changer le planning, ou choisir une autre personne.
refusal-paper-overdue = W3 · Un papier d'admission manque depuis le { $since } (R. 2324-39-1 CSP). Possible : le papier, à noter au dossier d'admission, ou passer outre avec un motif écrit.
refusal-certificate-too-old = Le certificat avait plus de deux mois au premier jour d'accueil (R. 2324-39-1 CSP). Possible : un certificat signé le { $not_before } ou après.

## What a professional is told and that stops nothing (`i18n::warning_sentence`)
warning-weekly-presence = Semaine du { $week } : la présence prévue atteint { $percent } % de la capacité hebdomadaire (100 % au plus). Rien n'est bloqué ; allégez la semaine ou gardez le motif.
warning-weekly-presence-without-capacity = Semaine du { $week } : des enfants sont prévus alors qu'aucune place n'est autorisée à ces heures. Vérifiez l'autorisation.
warning-below-minimum-frequency = { $month } : { $booked } sur les { $minimum } que la structure demande au moins. Rien n'est bloqué ; proposez une date à la famille.
warning-first-category-share = W2 · { $month } : { $percent } % des heures au planning sont de catégorie 1 ; il en faut au moins 40 % (R. 2324-42 CSP). Rien n'est bloqué ; prévoyez une personne diplômée de plus.
warning-no-first-category = W6 · Le { $date }, à partir de { $at }, personne de catégorie 1 auprès des enfants : il en faut une au-dessus de 24 places (R. 2324-43-1 CSP).
warning-honorability-due = W12 · L'attestation d'honorabilité de { $name } est à revoir avant le { $due } (tous les trois ans).
warning-honorability-missing = W12 · Aucune attestation d'honorabilité valable pour { $name } : cette personne ne compte pas auprès des enfants.
warning-alone-not-first-category = W13 · Le { $date }, à partir de { $at }, une personne seule qui n'est pas diplômée de catégorie 1 (micro-crèche, depuis le 1er septembre 2026).
warning-no-drill = W12 · Aucun exercice d’évacuation ou de mise en sûreté depuis douze mois : le dernier est du { $date }.
warning-no-drill-ever = W12 · Aucun exercice d’évacuation ou de mise en sûreté n’est noté pour cette structure.
warning-no-shelter-drill = W12 · Aucun exercice de mise en sûreté depuis douze mois : le dernier est du { $date } (au moins un par an, circulaire du 17 août 2016).
warning-no-shelter-drill-ever = W12 · Aucun exercice de mise en sûreté n’est noté (au moins un par an, circulaire du 17 août 2016).
warning-authorisation-ends = W12 · L’autorisation prend fin le { $date }, dans moins de { $months } mois : préparez son renouvellement.
warning-directs-too-many = W4 · { $name } dirige { $count } micro-crèches : deux au plus depuis le 1er septembre 2026.
warning-direction-too-short = W4 · La direction de cette micro-crèche a { $percent } % d’un temps plein : il faut au moins 50 % depuis le 1er septembre 2026.
warning-health-referent-short = W5 · Référent santé et accueil inclusif : { $done } notées pour le trimestre commencé en { $quarter }, il faut { $hours } h.
warning-paper-overdue = W3 · Un papier d'admission est en retard depuis le { $due }. Voir le dossier d'admission.
warning-paper-due = W3 · Un papier d'admission manque ; l'accueil provisoire se termine le { $due }.

## Parts of the sentences
refusal-count-places = { $count ->
    [one] { $count } place autorisée
   *[other] { $count } places autorisées
}
refusal-offer-taken = La place { $when } est déjà prise par une famille qui a dit oui avant. Possible : la demande reste en attente, rien n'est perdu.
refusal-promise-stands = Cette place est gardée pour tenir une promesse. Possible : attendre le jour de la réponse, ou reprendre la demande avec la famille.
refusal-count-adults = { $count ->
    [0] aucun adulte
    [one] { $count } adulte
   *[other] { $count } adultes
}
