### Présences : la feuille du jour, les arrivées, les départs, les absences.

attendance-navigation = Présences
attendance-title = Présences
attendance-of-day = Présences du { $date }
attendance-previous-day = Jour précédent
attendance-next-day = Jour suivant
attendance-today = Revenir à aujourd'hui
attendance-go-to = Autre jour
attendance-show = Voir
attendance-sites = Choisir la structure
attendance-now = Il est { $time }.
attendance-register = Registre du jour
attendance-evacuation = Liste d'évacuation

## Compteurs
attendance-tally = Où sont les enfants
attendance-tally-here = { $count ->
    [one] présent
   *[other] présents
}
attendance-tally-expected = { $count ->
    [one] attendu
   *[other] attendus
}
attendance-tally-left = { $count ->
    [one] reparti
   *[other] repartis
}
attendance-tally-absent = { $count ->
    [one] absent
   *[other] absents
}

## États
attendance-state-expected = Attendu
attendance-state-late = En retard
attendance-state-here = Présent
attendance-state-left = Reparti
attendance-state-absent = Absent
attendance-since = depuis { $time }
attendance-from-to = de { $from } à { $until }
attendance-expected-at = attendu à { $time }
attendance-late-since = attendu depuis { $minutes }
attendance-session = { $half-day }, { $hours }
attendance-session-cancelled = Séance annulée : des enfants y sont encore inscrits. Prévenez la direction.

## Gestes
attendance-arrive = Arrivée
attendance-leave = Départ
attendance-absent = Absence
attendance-arrive-of = Noter l'arrivée maintenant : { $child }
attendance-leave-of = Noter le départ maintenant : { $child }
attendance-absent-of = Noter l'absence : { $child }
attendance-undo-of = Revenir en arrière : { $what }, { $child }
attendance-absence-why = Pourquoi { $child } ne vient pas ?
attendance-absent-both = Toute la journée : { $half-day } aussi
attendance-note = Noter
attendance-note-of = Noter la présence : { $child }
attendance-correct-of = { $child } : voir ou corriger la présence

## Rien
attendance-empty-title = Aucun enfant attendu ce jour
attendance-empty-text = Les enfants inscrits au planning de la semaine apparaissent ici.
attendance-no-session-title = La structure est fermée ce jour
attendance-no-session-text = Aucune séance n'est ouverte à cette date.
attendance-no-child = Aucun enfant inscrit à cette séance.
attendance-no-site-title = Vous n'êtes rattaché à aucune structure
attendance-no-site-text = Demandez à l'administration de votre organisme de vous rattacher à une structure.
attendance-future = Cette date est à venir : on note les présences le jour même. Pour libérer une place, passez par le planning de la semaine.

## Fiche d'un enfant pour une séance
attendance-line-title = { $child } : { $when }
attendance-back = Retour à la feuille du jour
attendance-history = Ce qui a été noté
attendance-history-empty = Rien n'est encore noté.
attendance-history-recorded = noté le { $when } par { $who }
attendance-history-recorded-by-system = noté le { $when }
attendance-history-corrected = corrigé
attendance-history-undone = annulé aussitôt
attendance-history-withdrawn = { $what } : n'a pas eu lieu
attendance-history-reason = Motif : { $reason }
attendance-record-title = Noter à une autre heure
attendance-record-arrived = Noter l'arrivée
attendance-record-left = Noter le départ
attendance-record-absent = Noter l'absence
attendance-time = Heure
attendance-time-arrived = Heure d'arrivée
attendance-time-left = Heure de départ
attendance-absence-reason = Raison de l'absence
attendance-correct-title = Corriger
attendance-correct-lead = Rien n'est effacé : la correction s'ajoute, avec son motif et votre nom.
attendance-correct-which = Ce qui est noté : { $what }
attendance-correct-what = Ce qui s'est vraiment passé
attendance-correct-time = Heure (arrivée ou départ)
attendance-correct-nothing = Cela n'a pas eu lieu
attendance-correct-nothing-hint = Enfant confondu avec un autre, par exemple
attendance-correct-reason = Motif de la correction
attendance-correct-reason-hint = Visible par l'équipe de la structure.
attendance-correct-save = Enregistrer la correction
attendance-refused-rule = Présence non notée
attendance-fact-arrived = Arrivée à { $time }
attendance-fact-left = Départ à { $time }
attendance-fact-absent = Absence ({ $reason })

## Registre et évacuation
attendance-register-title = Registre de présence du { $date }
attendance-register-printed = Imprimé le { $when }
attendance-register-caption = { $half-day }, { $hours }, { $premises }
attendance-register-child = Enfant
attendance-register-age = Âge
attendance-register-expected = Attendu
attendance-register-arrived = Arrivée
attendance-register-left = Départ
attendance-register-state = Observation
attendance-register-signature = Signature
attendance-register-minutes = Durée
attendance-register-corrected = Corrigé : { $reason }
attendance-register-total = Présents : { $children }, durée totale { $hours }
attendance-evacuation-title = Enfants présents maintenant
attendance-evacuation-lead = { $count ->
    [0] Aucun enfant n'est dans les locaux à { $time }.
    [one] { $count } enfant dans les locaux à { $time }.
   *[other] { $count } enfants dans les locaux à { $time }.
}
attendance-evacuation-caption = Liste d'appel
attendance-evacuation-premises = Locaux
attendance-evacuation-checked = Vu
attendance-export = Exporter une période
attendance-export-download = Télécharger le tableau (CSV)
attendance-export-date = Date
attendance-export-half-day = Demi-journée
attendance-export-premises = Locaux
attendance-export-minutes = Minutes de présence
attendance-export-care-kind = Type d'accueil
