### Demander une place pour une famille qu'on accompagne, et ce qu'elle a demandé.

asking-title = Demander une place
asking-lead = La réponse vient tout de suite : une place ferme, une place garantie, ou un jour de réponse avec une probabilité.
asking-no-child = Aucun enfant dans cette famille
asking-no-child-text = Ajoutez l'enfant à la famille, puis demandez une place.
asking-children = Pour qui ?
asking-children-hint = Frères et sœurs cochés ensemble sont pris ensemble, ou attendent ensemble.
asking-purpose-critical = { $purpose } (ne peut pas attendre)
asking-critical = Ne peuvent pas attendre, une fois attestés : { $purposes }. Une place de réserve est ouverte s'il le faut.
asking-attested = J'atteste ce motif
asking-attested-hint = Vous avez vu la convocation, ou eu la personne qui reçoit le parent.
asking-half-days = Demi-journées
asking-half-days-hint = Toutes celles dont la famille a besoin. Une journée entière compte pour deux.
asking-date = Date { $number }
asking-part = Moment, date { $number }
asking-full-day = Journée entière
asking-more-days = Plus de dates
asking-series = Chaque semaine plutôt
asking-series-legend = Chaque semaine
asking-series-hint = À la place des dates ci-dessus.
asking-weekdays = Jours
asking-series-part = Moment de la journée
asking-from = Du
asking-until = Au
asking-site = Où ?
asking-any-site = Toutes celles qu'elle peut rejoindre
asking-any-site-hint = La meilleure réponse, la plus proche à égalité.
asking-kilometres = { $kilometres } km
asking-limit = Trajet le plus long
asking-limit-hint = Par la route, depuis chez elle. Sans objet pour une structure choisie.
asking-limit-unit = km
asking-send = Demander

asking-why-this = Pourquoi cette place
asking-purpose-attested = { $purpose }, attesté
asking-together = Demandé ensemble
asking-together-with = { $name } : { $state }
asking-back = Retour à la famille

asking-of-family = Demandes de place
asking-none-title = Aucune demande de place
asking-none-text = Demandez une place : la réponse vient tout de suite.
asking-column-child = Enfant
asking-column-need = Besoin
asking-column-state = État
asking-column-answer = Réponse
asking-and-more = { $listed }{ $count ->
    [one] , et une autre
   *[other] , et { $count } autres
}
asking-counts = { $asked ->
    [one] Une demande de place
   *[other] { $asked } demandes de place
} : { $got ->
    [0] aucune obtenue
    [one] une obtenue
   *[other] { $got } obtenues
}, { $promised ->
    [0] aucune promise
    [one] une promise
   *[other] { $promised } promises
}, { $waiting ->
    [0] aucune en attente
    [one] une en attente
   *[other] { $waiting } en attente
}.
asking-counts-next = { $counts } Prochaine demi-journée : { $next }.
asking-see = Voir les demandes de place
