### Ce qu'on apprend des plannings : un autre barème, l'ordre des demandes, où il manque une demi-journée.

sensitivity-section = Autre barème
sensitivity-title = Avec un autre barème · { $week }
sensitivity-lead = Chaque poids du barème est divisé par deux, puis doublé, et la semaine recalculée : ce qui change montre ce qui compte.
sensitivity-ask = Recalculer avec chaque poids changé
sensitivity-under-way = Le calcul est en cours.
sensitivity-asked = Calculé le { $when }.
sensitivity-base = Tel quel, le planning sert { $served } demandes sur { $requests }, dont { $critical } urgentes.
sensitivity-table = Ce qui change
sensitivity-column-what = Poids changé
sensitivity-column-moves = Demandes servies en plus · en moins
sensitivity-column-groups = Groupes dont le nombre change
sensitivity-nothing = Le planning tel quel
sensitivity-further = Demi-journées suivantes
sensitivity-halved = { $knob } : divisé par deux
sensitivity-doubled = { $knob } : doublé
sensitivity-moves = { $gained } en plus, { $lost } en moins
sensitivity-group = { $group } : { $before } → { $after }
sensitivity-group-of = { $dimension }, { $group }
sensitivity-steady = Aucun poids, divisé par deux ou doublé, ne change qui est servi.
sensitivity-unchanged = { $count ->
    [one] { $count } changement de poids sans effet
   *[other] { $count } changements de poids sans effet
}
sensitivity-note = Même semaine, même graine ; les groupes de trop peu de familles ne sont pas comptés. L'instance gardée avec le planning sert de base, les réservations d'après n'y changent rien.
sensitivity-empty-title = Pas encore calculé
sensitivity-empty-text = Le calcul prend quelques secondes et continue si vous quittez la page.

sharing-title = Comment se partagent les places
sharing-lead = Chaque structure choisit : toutes les demandes ensemble, selon le barème, ou premier arrivé, premier servi.
sharing-column = Partage des places
sharing-planner = Ensemble, selon le barème
sharing-first-come = Premier arrivé, premier servi
sharing-hint-planner = Une fois par semaine, toutes les demandes sont comparées.
sharing-hint-first-come = Dans l'ordre des demandes ; la proposition selon le barème reste à côté, pour comparer.
sharing-now-planner = La semaine prochaine se partage ensemble, selon le barème.
sharing-now-first-come = La semaine prochaine se partage dans l'ordre des demandes.
sharing-history = Ce que coûte l'ordre des demandes ici
sharing-history-hint = Les semaines passées de cette structure sont rejouées : mêmes places, mêmes demandes, dans l'ordre où elles sont venues, puis ensemble selon le barème d'aujourd'hui.
sharing-replay = Rejouer les huit dernières semaines
sharing-no-week = Aucune demande dans les huit dernières semaines : il n'y a rien à rejouer.
sharing-too-little-title = Trop peu d'historique pour conclure
sharing-too-little = { $weeks ->
    [one] { $weeks } semaine
   *[other] { $weeks } semaines
} et { $requests ->
    [one] { $requests } demande
   *[other] { $requests } demandes
} : il faut { $fewestWeeks } semaines et { $fewestRequests } demandes (seuils supposés). Les chiffres sont montrés tels quels, ils ne prouvent rien.
sharing-costs = Sur { $weeks } semaines et { $requests } demandes, l'ordre des demandes en sert { $first }, le barème { $planner } : il coûte { $difference ->
    [one] { $difference } demande
   *[other] { $difference } demandes
}, dont { $critical ->
    [one] { $critical } urgente
   *[other] { $critical } urgentes
}.
sharing-costs-nothing = Sur { $weeks } semaines et { $requests } demandes, l'ordre des demandes en sert { $first }, le barème { $planner } : ici il ne coûte aucune demande.
sharing-bars = Demandes servies sur les mêmes places, des deux façons ; les mêmes chiffres sont dans le tableau.
sharing-all-weeks = Toutes ces semaines
sharing-column-requests = Demandes
sharing-column-first-come = Servies dans l'ordre
sharing-column-planner = Servies ensemble
sharing-column-difference = Différence
sharing-column-critical = Urgentes servies (ordre · ensemble, sur toutes)
sharing-critical = { $first } · { $planner }, sur { $whole }
sharing-note = Rejoué avec ce qu'on sait aujourd'hui des enfants (admissions, sites connus) et le barème d'aujourd'hui ; les réservations prises sans demande restent en place des deux côtés. Ce qui a été servi au téléphone sans être noté n'y est pas.
sharing-choose = Choisir
sharing-choose-save = Choisir ce partage
sharing-from = À partir de la semaine du
sharing-from-hint = La semaine prochaine au plus tôt : une semaine commencée ne change pas de règle.
sharing-reason-hint = Ce choix et sa raison restent dans l'historique.
sharing-chosen = C'est choisi : les prochains calculs en tiennent compte.
sharing-choices = Choix faits
sharing-never = Aucun : les places se partagent ensemble, selon le barème.
sharing-past = À partir du { $week } : { $sharing }. { $who } : { $reason }
sharing-plan-first-come = Une structure de ce planning a choisi l'ordre des demandes : la première proposition le suit.

siting-section = Où ouvrir
siting-title = Où une demi-journée de plus servirait le plus · { $week }
siting-lead = Les prix du planning disent où une place de plus aiderait le plus de familles : c'est là qu'une équipe itinérante est le mieux.
siting-first = D'abord { $site }, { $when }.
siting-meaning = Le prix d'une place est ce que gagnerait le planning entier, en points du barème, avec une place de plus à ce moment ; sur une demi-journée déjà pleine, ce que gagnerait la famille refusée qu'elle aiderait le plus. Il dit où aller d'abord ; la deuxième place vaut moins que la première.
siting-nothing = Il ne manque de place nulle part cette semaine.
siting-nothing-text = Aucune place de plus ne servirait une demande de plus, d'après les prix de ce planning.
siting-map = Les structures
siting-map-title = Carte des structures : plus le cercle est grand, plus une place de plus y servirait ; les numéros sont ceux du tableau.
siting-dot = { $site } : { $points } points
siting-kilometres = { $kilometres } km
siting-list = Demi-journée par demi-journée
siting-column-number = Numéro
siting-column-when = Demi-journée
siting-column-points = Points par place de plus
siting-column-points-week = Points, sur la semaine
siting-column-best = Le plus utile
siting-column-refused = Demandes refusées là
siting-closed = Une demi-journée fermée n'a pas de prix :
siting-ask = demandez « et si on ouvrait » sur la page du planning.
