### Opening rules, closures, the calendar of a site, the school calendar.

## Opening rules
calendar-rules = Règles d'ouverture
calendar-rules-lead = Une règle ouvre une demi-journée de la semaine dans des locaux, toute l'année, hors vacances ou pendant les vacances. Pour changer, corrigez-la à partir d'un jour : ce qui est passé reste.
calendar-rules-past = { $count ->
    [one] { $count } règle terminée n'est pas montrée.
   *[other] { $count } règles terminées ne sont pas montrées.
}
calendar-conflict = { $day } : { $problem }
calendar-half-day = Demi-journée
calendar-seats-column = Places
calendar-seats-regular = { $count ->
    [one] { $count } place régulière
   *[other] { $count } places régulières
}
calendar-seats-adaptation = { $count ->
    [one] { $count } place d'adaptation
   *[other] { $count } places d'adaptation
}
calendar-seats-emergency = { $count ->
    [one] { $count } place d'urgence
   *[other] { $count } places d'urgence
}
calendar-seats-hint = Le nombre d'enfants au même moment, par type de place.
calendar-seats-taken = { $class } : { $taken } sur { $total } prises
calendar-rule-new = Nouvelle règle d'ouverture
calendar-rule-new-lead = Vous verrez son effet avant d'enregistrer.
calendar-rule-correct = Corriger la règle
calendar-rule-correct-lead = La règle se lit ainsi à partir du jour choisi ; avant, elle reste comme elle était. Vous verrez les séances touchées avant d'enregistrer.
calendar-rule-end = Mettre fin à la règle
calendar-correct = Corriger
calendar-weekdays = Jours de la semaine
calendar-starts-at = Ouverture
calendar-ends-at = Fermeture
calendar-see-effect = Voir l'effet avant d'enregistrer

## What a change touches
calendar-preview = Avant d'enregistrer
calendar-preview-lead = Rien n'est encore enregistré. Voici ce que ce changement fait aux séances des 26 prochaines semaines.
calendar-preview-nothing = Ce changement ne touche aucune séance à venir.
calendar-preview-added = { $count ->
    [one] { $count } séance s'ajoute.
   *[other] { $count } séances s'ajoutent.
}
calendar-preview-touched = { $count ->
    [one] { $count } séance existante est touchée.
   *[other] { $count } séances existantes sont touchées.
}
calendar-preview-children = { $count ->
    [one] { $count } enfant a une place dans ces séances.
   *[other] { $count } enfants ont une place dans ces séances.
}
calendar-preview-decisions = { $count ->
    [one] { $count } séance demandera une décision
   *[other] { $count } séances demanderont une décision
}
calendar-preview-decisions-text = Des enfants y sont attendus : elles restent telles quelles jusqu'à ce que vous les gardiez ou les annuliez.
calendar-preview-others = { $count ->
    [one] et { $count } autre séance sans enfant.
   *[other] et { $count } autres séances sans enfant.
}
calendar-preview-sessions = Séances touchées
calendar-session = Séance
calendar-becomes = Devient
calendar-booked = Réservations
calendar-outcome-decide = À décider
calendar-outcome-cancelled = Annulée
calendar-outcome-opened = Rouverte
calendar-outcome-changed = Modifiée : { $how }
calendar-children = { $count ->
    [one] { $count } enfant attendu
   *[other] { $count } enfants attendus
}
calendar-holds = { $count ->
    [one] { $count } option
   *[other] { $count } options
}
calendar-confirm = Enregistrer ce changement

## Closures
calendar-no-closure = Aucune fermeture
calendar-no-closure-text = La structure ouvre selon ses règles, sauf les jours fériés.
calendar-closure-new = Fermer
calendar-closed-what = Ce qui ferme
calendar-whole-site = Toute la structure
calendar-whole-day = Toute la journée
calendar-first-day = Premier jour
calendar-last-day = Dernier jour
calendar-last-day-hint = Vide : un seul jour.
calendar-reason = Motif
calendar-note = Précision
calendar-lift = Lever

## The calendar
calendar-views = Vue
calendar-month = Mois
calendar-week = Semaine
calendar-turn = Autre période
calendar-previous-month = Mois précédent
calendar-next-month = Mois suivant
calendar-free = { $count ->
    [one] { $count } place libre
   *[other] { $count } places libres
}
calendar-exception = exception
calendar-decisions = À décider
calendar-decisions-lead = Les règles ne prévoient plus ces séances ainsi, mais des enfants y ont leur place. Gardez-les telles quelles, ou annulez-les : les places sont alors rendues.
calendar-why-closed = Plus aucune règle n'ouvre cette demi-journée.
calendar-why-seats = Les règles laissent moins de places que d'enfants.
calendar-keep = Garder par exception
calendar-cancel = Annuler la séance
calendar-kept = La séance est gardée telle quelle.
calendar-cancelled = { $count ->
    [one] La séance est annulée, { $count } place est rendue. Prévenez la famille.
   *[other] La séance est annulée, { $count } places sont rendues. Prévenez les familles.
}
calendar-school-unknown = Le calendrier scolaire de cette année n'est pas connu : les jours sont lus comme hors vacances.

## The school calendar
calendar-school-navigation = Vacances scolaires
calendar-school = Calendrier scolaire
calendar-school-lead = Les jours sans école de chaque zone, avec leur source. Après un changement, les séances à venir des structures concernées suivent.
calendar-school-zones = Zones
calendar-school-site = Une structure suit son propre calendrier
calendar-school-of-zone = Vacances : { $zone }
calendar-school-of-site = Calendrier propre à { $site }
calendar-school-empty = Aucune ligne
calendar-school-empty-text = Sans ligne pour une année, la structure suit sa zone, et une zone inconnue est lue comme hors vacances.
calendar-school-year = Année scolaire
calendar-school-add = Ajouter une période
calendar-school-change = Modifier la période
calendar-school-saved = C'est enregistré. Les séances à venir suivent dans un instant.
calendar-first-free-day = Premier jour sans école
calendar-last-free-day = Dernier jour sans école
calendar-source = Source
calendar-source-hint = Où ces dates sont publiées
calendar-verified = vérifié
calendar-assumed = supposé
calendar-assumed-label = Dates supposées : aucune source ne les confirme
calendar-file = Importer un fichier
calendar-file-lead = Collez le contenu du fichier. Pour chaque zone et année scolaire qu'il contient, ses lignes remplacent celles d'ici. Première ligne :
calendar-file-label = Contenu du fichier CSV
calendar-file-import = Importer
calendar-file-empty = Le fichier n'a aucune ligne.
calendar-file-error = Ligne { $line }, colonne { $column } : { $problem }
calendar-file-imported = { $count ->
    [one] { $count } ligne importée. Les séances à venir suivent dans un instant.
   *[other] { $count } lignes importées. Les séances à venir suivent dans un instant.
}
calendar-rota-link = Où est la structure, jour par jour (deux semaines)
calendar-rota-title = Tournée du { $from } au { $until }
calendar-rota-lead = Les lieux, jour par jour. La salle est installée une fois pour les séances qui se suivent au même endroit.
calendar-rota-previous = Les deux semaines d'avant
calendar-rota-next = Les deux semaines d'après
calendar-rota-none = Aucune séance dans ces deux semaines
calendar-rota-none-text = Les séances viennent des règles d'ouverture, lieu par lieu.
calendar-rota-day = Jour
calendar-rota-place = Lieu
calendar-rota-set-up = Installation dès
calendar-rota-hours = Accueil
calendar-rota-seats = Places
calendar-rota-missing = Il manque { $minutes } min pour venir et installer
