### L'équité d'un planning : parts servies par groupe, attente, distance, alarmes, sans nommer personne.

fairness-sections = Pages de ce planning
fairness-section-plan = Planning
fairness-section-fairness = Équité
fairness-title = Équité · { $week }
fairness-lead = Qui est servi, qui attend, qui fait de la route : en nombres, par groupe de familles.
fairness-no-alarm = Aucun groupe n'est servi beaucoup moins que l'ensemble.
fairness-compared = Une alarme sonne quand un groupe est servi au moins { $points } points de moins, et que le hasard ne l'explique pas.
fairness-alarms = { $count ->
    [one] { $count } groupe est servi beaucoup moins que l'ensemble
   *[other] { $count } groupes sont servis beaucoup moins que l'ensemble
}
fairness-alarm = { $dimension }, « { $group } » : { $share } % des demandes servies, contre { $all } % pour l'ensemble ; l'alarme sonne sous { $threshold } %.
fairness-far-below = bien en dessous
fairness-envies = Places qui auraient fait plus pour d'autres
fairness-envies-hint = Une famille envie avec raison une place qu'une autre a reçue, quand l'échange des deux ferait monter le total, selon le barème adopté.
fairness-envies-none = Aucune : pas un échange d'une place n'améliorerait ce planning.
fairness-column-place = La place
fairness-column-held-for = Donnée pour
fairness-column-gain = Points gagnés par l'échange
fairness-column-group = Groupe
fairness-column-families = Familles
fairness-column-share = Part servie
fairness-column-minimum = Minimum atteint
fairness-column-weeks = Semaines d'attente
fairness-column-kilometres = Km (médiane)
fairness-column-envies = Envies justifiées
fairness-percent = { $percent } %
fairness-everybody = Ensemble
fairness-everybody-share = ensemble : { $percent } %
fairness-fewer-than = moins de { $count }
fairness-hidden = masqué
fairness-hidden-note = Les groupes de moins de { $count } familles sont masqués, et un autre avec eux quand on les trouverait par soustraction.
fairness-unknown = Personne ne l'a encore dit : cela se note sur la fiche de la famille, si elle le dit.
fairness-bars = Part des demandes servies par groupe ({ $dimension }) ; les mêmes chiffres sont dans le tableau.
fairness-empty-title = Aucune demande cette semaine
fairness-empty-text = Personne n'attendait de place quand ce planning a été calculé : il n'y a rien à partager.
fairness-how = Comment c'est compté
fairness-how-alarm = Alarme : la part servie d'un groupe est sous celle de l'ensemble d'au moins { $points } points et d'au moins { $deviations } écarts-types d'un tirage au sort ; il faut { $requests } demandes du groupe.
fairness-how-hidden = Un groupe de moins de { $count } familles n'est pas montré.
fairness-how-weeks = L'attente va de la demande au lundi de la semaine planifiée, en semaines entières, demandes servies ou non : médiane · neuf sur dix · plus longue.
fairness-how-kilometres = La distance est celle de la route, estimée de la commune à la structure, pour chaque demi-journée servie.
fairness-how-assumed = Ces seuils sont supposés ({ $period }) : ils restent à discuter et à adopter par les partenaires.
fairness-how-adopted = Ces seuils sont adoptés par les partenaires ({ $period }).
fairness-no-prescriber = Venue d'elle-même

fairness-dimension-children = Nombre d'enfants
fairness-dimension-car = Voiture
fairness-dimension-first-time = Première place
fairness-dimension-priority-district = Quartier prioritaire (QPV)
fairness-dimension-prescriber = Prescripteur
fairness-dimension-language = Langue
fairness-children-1 = 1 enfant
fairness-children-2 = 2 enfants
fairness-children-3-or-more = 3 enfants ou plus
fairness-first-time-yes = Jamais venue avant
fairness-first-time-no = Déjà venue
