### Le planning de la semaine d'une structure.

board-navigation = Planning
board-title = Semaine du { $from } au { $until }
board-caption = Planning de la semaine du { $from } au { $until }, { $site }
board-children = Enfants
board-previous = Semaine précédente
board-next = Semaine suivante
board-this-week = Cette semaine
board-sites = Choisir la structure
board-free = { $count ->
    [0] complet
    [one] { $count } libre
   *[other] { $count } libres
}
board-rounds = Places proposées à plusieurs
board-round-stop = Ne plus proposer la place du { $when }
board-round-stop-short = Ne plus proposer
board-round-stopped = La place n'est plus proposée : elle est libre, les familles sont prévenues.
board-round-over = Il n'y a plus rien à arrêter : une famille a dit oui, ou le temps est passé.
board-seats-short = { $taken }/{ $total }
board-seats-words = { $class } : { $taken } sur { $total }
board-cancelled = Séance annulée
board-asked = { $count ->
    [one] Proposée à une famille jusqu'à { $until }
   *[other] Proposée à { $count } familles jusqu'à { $until }
 }
board-decide = À décider
board-holiday-note = Vacances
board-closed = Fermé
board-closed-exception = Fermé : { $reason }
board-empty-title = Personne n'est encore inscrit cette semaine
board-empty-text = Cherchez un enfant pour lui réserver une demi-journée, ou servez une demande en attente.
board-search = Chercher un enfant
board-search-hint = Son prénom ou son nom : il apparaît sur le planning, puis touchez « + ».
board-search-none = Aucun enfant accompagné ne répond à « { $words } ». Vérifiez l'orthographe ; une famille nouvelle arrive par une orientation.
board-found = Enfants trouvés
board-admitted = Enfants admis
board-show-child = Mettre sur le planning
board-warnings = À savoir cette semaine
board-warning-of-child = { $child } : { $warning }
board-no-site-title = Vous n'êtes rattaché à aucune structure
board-no-site-text = Demandez à l'administration de votre organisme de vous rattacher à une structure.

## Cases
board-chip-booked = Réservé
board-chip-adaptation = Adaptation
board-chip-emergency = Urgence
board-chip-held = Option
board-chip-promised = Promise
board-chip-came = Venu
board-chip-missed = Absent
board-chip-until = jusqu'à { $time }
board-chip-overridden = dérogation
board-chip-words = { $child }, { $when } : { $what }
board-book-words = Réserver { $child }, { $when }
board-legend = Ce que disent les cases

## Demandes en attente
board-waiting = Demandes en attente
board-waiting-none = Aucune demande n'attend.
board-waiting-unnamed = Famille du secteur
board-waiting-since = attend depuis { $age }
board-waiting-until = réponse avant le { $date }
board-waiting-today = reçue aujourd'hui
board-waiting-book = Réserver : { $when }
board-waiting-book-of = Réserver : { $when }, { $child }
board-waiting-nothing = Rien de libre pour elle cette semaine.
board-waiting-see-week = Voir sa semaine
board-need-appointment = rendez-vous { $when } de { $from } à { $until }
board-need-half-days = { $list }
board-need-any = une de ces demi-journées : { $list }
board-need-fixed = chaque semaine { $list }, { $period }
board-need-count = { $count } par semaine, { $period }
board-need-every = tous les jours, { $period }
board-need-more = { $list }…
board-weekly = { $weekday } { $half-day }

## Réserver
board-book-title = Réserver { $child }
board-book-when = { $when }, { $hours }, { $premises }
board-book-back = Retour au planning
board-book-kind = Type d'accueil
board-book-purpose = Motif
board-book-repeat = Répéter
board-book-repeat-hint = Laissez vide pour une seule fois.
board-book-until = Chaque semaine, jusqu'au
board-book-also = Et aussi, la même semaine
board-book-save = Réserver
board-book-refused = Réservation refusée
board-move-refused = Déplacement refusé
board-cancel-refused = Annulation refusée
board-override-title = Déroger, avec un motif
board-override-lead = Cette règle est la vôtre : vous pouvez l'écarter pour cette fois. Votre nom et votre motif sont conservés.
board-override-reason = Motif de la dérogation
board-override-save = Réserver quand même
board-override-move = Déplacer quand même
board-changed = La séance a changé depuis que vous l'avez ouverte : { $free }.
board-done-booked = { $child } : réservé, { $when }.
board-done-changed = { $child } : réservé, { $when }. La séance avait changé depuis que vous l'aviez ouverte.
board-done-overridden = { $child } : réservé par dérogation, { $when }.
board-done-cancelled = { $child } : annulé, { $when }. La place est de nouveau proposée.
board-done-moved = { $child } : déplacé, { $when }.
board-done-restored = { $child } : rétabli, { $when }.
board-done-confirmed = { $child } : option confirmée, { $when }.
board-undo-book = réservation, { $child }
board-undo-cancel = annulation, { $child }
board-undo-move = déplacement, { $child }

## Réservation en série
board-series-title = { $child } : { $booked } réservées sur { $asked }
board-series-booked = Réservées
board-series-refused = Refusées
board-series-none = Aucune demi-journée n'a pu être réservée.
board-series-no-session = Aucune séance ouverte : la structure est fermée.

## Une réservation
board-booking-title = { $child }, { $when }
board-booking-seat = Place
board-booking-seat-words = n° { $seat }, { $class }
board-booking-state = État
board-booking-confirmed = Réservée
board-booking-held = Option, jusqu'au { $until }
board-booking-promised = Gardée pour une promesse : elle sera confirmée le jour dit.
board-booking-hours = Horaires
board-booking-premises = Locaux
board-booking-override = Dérogation
board-booking-override-words = { $reason }
board-booking-attendance = Noter la présence
board-booking-confirm = Confirmer l'option
board-booking-move = Déplacer vers…
board-booking-move-to = Nouvelle demi-journée
board-booking-move-none = Aucune autre demi-journée n'a de place dans les deux semaines qui viennent.
board-booking-move-save = Déplacer
board-booking-cancel = Annuler la réservation
board-booking-cancel-why = Pourquoi ?
board-booking-cancel-save = Annuler la réservation
board-booking-choice = { $when }, { $free }

## Une demande et sa réponse
place-request-title = Demande de place : { $name }
place-request-to-board = Planning de la semaine
place-request-asked-for = Ce qui est demandé
place-request-need = Besoin
place-request-asked = Demandé
place-request-sites = Attend à
place-request-seat = { $when }, { $site }
place-request-firm = Réponse ferme : la place est réservée
place-request-firm-text = Dites-le à la famille si elle n'est pas avec vous.
place-request-guaranteed = Garanti : l'enfant aura une place, la demi-journée est confirmée plus tard
place-request-guaranteed-text = Une place est gardée la semaine du { $week }. La demi-journée est confirmée le { $day } ; d'ici là elle peut changer, jamais disparaître.
place-request-answered-on = Réponse le { $day }, avec une probabilité
place-request-chance = { $percent } % de { $sample } demandes comparables ont eu une place.
place-request-chance-assumed = Environ { $percent } % (supposé : trop peu de demandes comparables pour compter).
place-request-broken = La promesse ne peut plus être tenue
place-request-broken-text = Une séance de la semaine du { $week } a fermé, et aucune autre place ne convient. La famille et la personne qui l'a orientée sont prévenues. À faire : proposer autre chose.
place-request-held = Des places sont gardées, la famille choisit
place-request-held-text = Elle répond sur sa page ; le planning montre jusqu'à quand.
place-request-refused = Pas de place possible
place-request-waits = En attente
place-request-answer-by = Réponse avant le { $day }.
place-request-withdrawn = Demande reprise par la famille
place-request-now = Répondre maintenant
place-request-now-hint = Ce qui ne peut pas attendre a une place tout de suite. Sinon une place est promise et gardée, si c'est possible ; sinon vous avez un jour de réponse et une probabilité.
place-request-take = Prendre la réponse
place-request-offers = Places proposées avec d'autres familles
place-request-offers-hint = Le premier oui a la place. Les autres ne perdent rien : leur demande reste en attente.
place-request-offer-open = À répondre avant { $until }
place-request-yes = Oui pour { $when }
place-request-no = Non pour { $when }
place-request-answer-noted = Réponse notée.
place-request-why = Ce qui manque
