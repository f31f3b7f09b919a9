### La planification de la semaine : calculs, propositions, déplacements, publication.

plans-navigation = Planification
plans-title = Planifier la semaine
plans-lead = Les demandes en attente reçoivent ensemble les places qui restent : les réservations confirmées ne bougent jamais.
plans-start = Calculer un planning
plans-empty-title = Aucun planning calculé
plans-empty-text = Un planning prend les demandes en attente d'une semaine et propose la meilleure répartition des places libres. Rien n'est réservé avant que vous publiiez.
plans-no-site-title = Aucune structure à planifier
plans-no-site-text = Seule la personne responsable d'une structure planifie sa semaine.
plans-week = Semaine du { $monday }
plans-column-week = Semaine
plans-column-sites = Structures
plans-column-state = État
plans-column-asked = Demandé le
plans-column-child = Enfant
plans-column-need = Besoin
plans-column-reason = Pourquoi pas
plans-column-instead = Ce qui l'aurait permis

## Nouveau calcul
plans-new-title = Calculer un planning
plans-new-lead = Choisissez la semaine et les structures qui se planifient ensemble.
plans-new-sites = Structures
plans-new-week = Un jour de la semaine
plans-new-week-hint = La semaine entière, du lundi au dimanche, est planifiée.
plans-budget = Temps de calcul
plans-budget-hint = Cinq secondes suffisent pour une structure.
plans-seconds-unit = secondes
plans-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
plans-new-compare = À comparer avec
plans-new-seed = Graine du tirage au sort
plans-new-seed-hint = Pour rejouer un calcul ; sinon elle est tirée au sort. Elle est imprimée avec le planning.

## Pendant le calcul
plans-stage = Étape
plans-so-far = Jusqu'ici
plans-thinking-advice = Le calcul est en cours ; cette page se met à jour seule.
plans-cancelled-advice = Ce calcul a été arrêté. Rien n'a été proposé.
plans-failed-advice = Ce calcul n'a pas abouti. Lancez-en un autre ; si cela recommence, prévenez la personne qui administre Marelle.
plans-look-again = Actualiser
plans-cancel = Arrêter le calcul

## Résultat
plans-bound-best = C'est le meilleur planning possible, c'est prouvé.
plans-bound-at-least = Au moins { $percent } % du meilleur planning possible.
plans-bound-unknown = Écart au meilleur planning possible inconnu.
plans-alternatives = Propositions à comparer
plans-figures = Ce que fait chaque proposition
plans-figure = Critère
plans-figure-served = Demandes servies
plans-figure-critical = Demandes urgentes servies
plans-figure-minimum = Familles qui atteignent le minimum demandé
plans-figure-places = Places utilisées, sur celles qui restaient
plans-figure-worth = Points
plans-figure-bound = Part du meilleur possible
plans-of = { $part } sur { $whole }
plans-board-caption = Semaine du { $monday }, { $site } : réservations et propositions
plans-seats-words = { $taken } places prises ou proposées sur { $total }
plans-proposed = { $count ->
    [one] { $count } proposition
   *[other] { $count } propositions
}
plans-opened-by-question = Ouverte pour la question
plans-no-session = Aucune séance cette semaine.
plans-unnamed = Famille en attente
plans-chip-proposed = proposée
plans-chip-first = première séance
plans-chip-emergency = place d'urgence
plans-chip-locked = gardée
plans-chip-moved = déplacée
plans-unserved = Demandes non servies
plans-unserved-none = Toutes les demandes de la semaine ont une place.
plans-change-one-more-seat = Une place de plus à { $site } : { $when }.
plans-change-another-half-day = Une autre demi-journée est libre à { $site } : { $when }.
plans-change-familiarisation-first = Une première séance à { $site } avant : { $when }.
plans-change-none = Rien de simple : à revoir la semaine suivante.
plans-nothing-title = Aucune place proposée
plans-nothing-text = Aucune demande en attente ne tient dans ce qui reste de cette semaine.
plans-how = Comment ce planning est fait
plans-assumed-weights = Barème « { $name } », version { $version } (supposé tant que les partenaires ne l'ont pas adopté).
plans-assumed-staff = Encadrement supposé d'après les places, tant qu'il n'y a pas de planning de l'équipe.
plans-assumed-first-session = Un parent est supposé disponible pour une première séance à toute demi-journée.
plans-seed = Graine du tirage au sort : { $seed }.
plans-made-at = Calculé le { $when }.

## Agir
plans-publish = { $places ->
    [one] Publier { $places } place et prévenir { $families } famille
   *[other] Publier { $places } places et prévenir { $families } familles
}
plans-again = { $locked ->
    [0] Calculer de nouveau
    [one] Calculer de nouveau en gardant { $locked } place
   *[other] Calculer de nouveau en gardant { $locked } places
}
plans-published-on = Publié le { $when } : { $count ->
    [one] { $count } place réservée
   *[other] { $count } places réservées
}.
plans-lost-title = Ce qui ne pouvait plus être réservé
plans-lost-line = { $child }, { $when } : { $why }
plans-done-published = { $booked ->
    [one] { $booked } place réservée
   *[other] { $booked } places réservées
}, { $told ->
    [one] { $told } famille prévenue
   *[other] { $told } familles prévenues
}.
plans-done-lost = { $count ->
    [one] { $count } place ne pouvait plus être réservée : voyez pourquoi ci-dessous.
   *[other] { $count } places ne pouvaient plus être réservées : voyez pourquoi ci-dessous.
}
plans-done-locked = La place est gardée : les prochains calculs ne la changent pas.
plans-done-unlocked = La place n'est plus gardée.
plans-done-moved = La place est déplacée, et gardée.
plans-what-if = Et si…
plans-what-if-hint = Un autre calcul répond à la question ; il ne peut pas être publié.
plans-what-if-question = Question
plans-what-if-day = Jour (pour ouvrir une séance)
plans-what-if-half = Demi-journée (pour ouvrir une séance)
plans-what-if-ask = Poser la question
plans-what-if-not-published = Ce planning répond à une question : il ne peut pas être publié.
plans-what-if-open = Et si { $site } ouvrait le { $when } ?
plans-what-if-adult = Et s'il y avait un adulte de plus à { $site } ?
plans-what-if-seat = Et s'il y avait une place de plus à { $site } ?

## Une place proposée
plans-back = Retour au planning
plans-place-title = { $child }, { $when }
plans-place-role = Type de place
plans-place-site = Structure
plans-lock = Garder cette place
plans-unlock = Ne plus garder cette place
plans-move = Déplacer
plans-move-hint = Seulement là où la famille l'a demandé et où il reste de la place. Le prix est ce que perd le planning entier.
plans-move-none = Aucun autre choix de cette famille ne tient dans ce qui reste.
plans-move-where = Où
plans-move-to = { $when }, { $site }
plans-move-save = Déplacer et garder
plans-price-nothing = Ne coûte rien au planning.
plans-price-gain = Rapporte { $points } points.
plans-price-costs = Coûte { $points } points, soit { $percent } % du planning.

## Mots
plan-state-waiting = En attente
plan-state-running = En cours
plan-state-finished = À relire
plan-state-published = Publié
plan-state-cancelled = Arrêté
plan-state-failed = Sans résultat
plan-stage-prices = Recherche de la valeur de chaque place
plan-stage-construction = Premier planning
plan-stage-search = Amélioration
plan-stage-proof = Preuve
plan-stage-done = Terminé
plan-alternative-planner = Proposition
plan-alternative-another-seed = Autre tirage
plan-alternative-first-come = Premier arrivé, premier servi
plan-alternative-hint-another-seed = Le même calcul, avec d'autres départages au sort.
plan-alternative-hint-first-come = Ce que donnerait le téléphone, sur les mêmes places.
plan-role-regular = Place régulière
plan-role-familiarisation = Première séance de familiarisation
plan-role-emergency = Place d'urgence
plan-what-if-open-session = Ouvrir une séance
plan-what-if-one-seat-more = Une place de plus toute la semaine
plan-what-if-one-adult-more = Un adulte de plus toute la semaine
plan-unserved-no-site-in-reach = Aucune structure à portée de la famille.
plan-unserved-no-site-open = Aucune structure à portée n'est ouverte à ces demi-journées.
plan-unserved-regular-seats-taken = Les places régulières sont prises.
plan-unserved-head-count-reached = La structure est au complet.
plan-unserved-staff-missing = Il manque un adulte pour accueillir un enfant de plus.
plan-unserved-week-full = La présence de la semaine dépasserait ce qui est autorisé.
plan-unserved-reserve-taken = La place d'adaptation ou d'urgence est prise.
plan-unserved-no-familiarisation-before = Il faudrait d'abord une séance de familiarisation, et aucune ne convient.
plan-unserved-another-place-at-that-time = L'enfant a déjà une place à ce moment.
plan-unserved-third-site = Ce serait une troisième structure dans la semaine.
plan-unserved-most-sessions = L’enfant viendrait plus de demi-journées qu’il ne peut dans une semaine.
plan-unserved-kept-for-avip = Ce qui reste de la semaine dans cette structure est gardé pour les familles en parcours AVIP.
plan-unserved-costs-more-than-it-brings = La place possible coûterait plus à la famille qu'elle ne lui apporte (trajet, changement de structure).
plan-unserved-rules = Une règle refuse chaque demi-journée.
weights-status-assumed = Supposé
weights-status-adopted = Adopté par les partenaires
plan-promise-guaranteed = Place garantie
plan-promise-answered-on = Réponse à une date
plans-change-move-appointment = Si le rendez-vous peut changer de jour, une demi-journée est libre à { $site } : { $when }.
