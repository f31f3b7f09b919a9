### Why a rule says no, for a parent: simple words, one idea, and what to do next.
### Put together by `i18n::sentence_for_parent`.

refusal-parent-seats-full = Il n'y a plus de place le { $when }. Choisissez un autre moment, ou demandez à être prévenu·e si une place se libère.
refusal-parent-child-already-placed = Votre enfant a déjà une place le { $when }. Pour en changer, annulez d'abord la première.
refusal-parent-too-young = Votre enfant est encore trop petit pour ce lieu. Il peut venir à partir du { $from } : choisissez une date après.
refusal-parent-too-old = Votre enfant est trop grand pour ce lieu depuis le { $since }. Demandez à la personne qui vous accompagne de chercher un autre lieu.
refusal-parent-not-referred = Pour venir ici, un·e professionnel·le doit d'abord nous parler de vous. Demandez à votre conseiller·ère (France Travail, PMI, relais petite enfance…).
refusal-parent-full-day-needs-situation = La journée entière est pour les parents qui travaillent ou sont en formation. Choisissez une demi-journée. Si vous avez commencé un emploi ou une formation, dites-le-nous : le { $date } deviendra possible.
refusal-parent-site-closed = Le lieu est fermé le { $when }. Choisissez un autre jour.
refusal-parent-outside-hours = Le { $when }, ce lieu n'est pas ouvert assez longtemps pour vos horaires. Choisissez d'autres horaires ou un autre lieu.
refusal-parent-notice-too-short = C'est trop tard pour réserver cette place : il fallait le faire avant le { $latest }. Choisissez un autre moment, ou appelez la structure.
refusal-parent-too-far-ahead = C'est trop tôt pour réserver ce jour. Revenez à partir du { $opens }.
refusal-parent-fair-share-reached = Votre enfant a déjà { $limit } dans la semaine du { $week } : c'est le maximum, pour que chaque famille ait une place. Choisissez une autre semaine.
refusal-parent-baby-week-full = Avant { $age }, votre enfant vient au plus { $limit } par semaine, pour respecter son rythme. Il les a déjà dans la semaine du { $week }. Choisissez une autre semaine, ou demandez à la structure.
refusal-parent-session-cancelled = L'accueil du { $when } est annulé. Choisissez un autre moment.
refusal-parent-session-started = L'accueil du { $when } a déjà commencé. Appelez la structure, ou choisissez un autre moment.
refusal-parent-session-past = Le { $when }, c'est déjà passé. Choisissez un moment à venir.
refusal-parent-care-kind-not-offered = Ce lieu ne propose pas cet accueil : { $kind }. Choisissez un autre lieu, ou demandez à la personne qui vous accompagne.
refusal-parent-professionals-only = Ici, c'est l'équipe qui réserve les places. Appelez la structure, ou demandez à la personne qui vous accompagne.
refusal-parent-instant-limit = Il y a déjà trop d'enfants à ce moment-là. Choisissez un autre moment.
refusal-parent-outside-authorisation = Le { $date }, ce lieu n'a pas le droit d'accueillir à ces heures. Choisissez un autre moment.
refusal-parent-not-admitted = L'inscription de votre enfant ne va pas jusqu'au { $date }. Appelez la structure pour la prolonger.
refusal-parent-not-yet-familiar = D'abord, votre enfant fait connaissance avec l'équipe, petit à petit, avec vous. L'équipe vous donnera les dates.
refusal-parent-nothing-within-travel = Il n'y a pas de place à moins de { $kilometres } km de chez vous. Essayez un autre jour, ou acceptez un trajet plus long.
refusal-parent-nothing-within-travel-nearest = Il n'y a pas de place à moins de { $kilometres } km de chez vous. Il y en a une à { $nearest } km : acceptez un trajet plus long, ou essayez un autre jour.
refusal-parent-hold-expired = La place était gardée pour vous jusqu'au { $expired }. Refaites votre demande : elle est peut-être encore libre.
refusal-parent-already-released = Cette place a déjà été rendue. Si vous en avez encore besoin, refaites une demande.
refusal-parent-already-confirmed = Cette place est déjà à vous. Vous n'avez rien à faire.
refusal-parent-already-answered = Une réponse a déjà été donnée. Demandez-la à la personne qui vous accompagne.
refusal-parent-referral-expired = La demande faite pour vous est trop ancienne. Demandez à la personne qui vous accompagne d'en refaire une.
refusal-parent-override-needs-reason = L'équipe doit écrire pourquoi elle fait une exception. Appelez la structure.
refusal-parent-override-not-allowed = Aucune exception n'est possible ici. Appelez la structure pour chercher une autre solution.
refusal-parent-changed-meanwhile = Quelque chose a changé entre-temps. Regardez de nouveau, puis recommencez.
refusal-parent-bookings-in-the-way = Des places sont réservées ({ $bookings }). Appelez la structure : l'équipe doit décider d'abord.
refusal-parent-impossible-time = Cette heure n'est pas possible. Vérifiez-la, puis recommencez.
refusal-parent-already-recorded = C'est déjà noté. Si c'est une erreur, parlez-en à l'équipe.
refusal-parent-period-conflict = Ces dates ne vont pas ensemble. Vérifiez le début et la fin.
refusal-parent-email-taken = Cette adresse électronique est déjà utilisée. Essayez-en une autre, ou demandez de l'aide à l'équipe.
refusal-parent-link-not-usable = Ce lien ne marche plus. Demandez-en un nouveau : nous vous l'envoyons par SMS.
refusal-parent-last-administrator = « { $organisation } » doit garder une personne qui l'administre. Demandez à l'équipe d'en nommer une autre d'abord.

## Parts of the sentences
refusal-count-bookings = { $count ->
    [one] { $count } réservation
   *[other] { $count } réservations
}
refusal-parent-plan-not-finished = Le planning n'est pas prêt. Demandez à l'équipe.
refusal-parent-plan-asks-what-if = Ce planning est un essai. Demandez à l'équipe.
refusal-parent-plan-published = Le planning est déjà fait. Demandez à l'équipe.
refusal-parent-plan-nothing-to-plan = Il n'y a rien à prévoir cette semaine-là. Demandez une autre semaine.
refusal-parent-plan-move-impossible = Ce changement n'est pas possible. Demandez à l'équipe.
refusal-parent-offer-taken = La place { $when } est prise. Merci. Votre demande reste sur la liste.
refusal-parent-promise-stands = Cette place est promise. Attendez le jour de la réponse.
refusal-parent-fewer-than-two-staff = Il n'y a pas assez d'adultes pour un enfant de plus le { $when }. Choisissez un autre moment.
refusal-parent-too-few-staff = Il n'y a pas assez d'adultes pour un enfant de plus le { $when }. Choisissez un autre moment.
refusal-parent-no-honorability-check = Ce changement n'est pas possible le { $date }. Appelez la structure.
refusal-parent-shift-overlaps = Ce changement n'est pas possible le { $date }. Appelez la structure.
refusal-parent-outing-too-few-staff = Ce changement n'est pas possible le { $date }. Appelez la structure.
refusal-parent-outing-leaves-too-few = Ce changement n'est pas possible le { $date }. Appelez la structure.
refusal-parent-outing-overlaps = Ce changement n'est pas possible le { $date }. Appelez la structure.
refusal-parent-staff-absent = Ce changement n'est pas possible le { $date }. Appelez la structure.
refusal-parent-outside-contract = Ce changement n'est pas possible le { $date }. Appelez la structure.
refusal-parent-familiarisation-under-way = Les premiers pas de votre enfant ont déjà commencé.
refusal-parent-visit-not-next = Ce n'est pas encore possible. Appelez la structure.
refusal-parent-referent-not-free = La personne qui accompagne votre enfant n'est pas libre le { $date }.
refusal-parent-paper-overdue = Il manque un papier depuis le { $since }. Apportez-le à la structure, ou appelez-la.
refusal-parent-certificate-too-old = Ce certificat est trop ancien. Il faut un certificat signé le { $not_before } ou après.
