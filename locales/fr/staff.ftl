### The team of a site, its roster, and whether the adults are enough.

## The team
staff-tab = Personnel
staff-title = Le personnel
staff-lead = Qui travaille auprès des enfants : qualifications datées, attestation d'honorabilité, contrat. L'attestation elle-même n'est jamais gardée ici.
staff-search = Chercher un nom, une qualification
staff-empty = Personne dans l'équipe pour l'instant
staff-empty-text = Ajoutez une personne ci-dessous, ou collez toute l'équipe depuis un tableur. Tant que personne n'est au planning, rien ne change pour les réservations.
staff-person = Personne
staff-training = Qualification
staff-check = Attestation d'honorabilité
staff-weekly-hours = Heures par semaine
staff-remarks = Remarques
staff-check-missing = Aucune attestation vérifiée
staff-check-expired = Attestation périmée
staff-check-due = À revoir avant le { $due }
staff-check-valid = Valable jusqu'au { $due }
staff-checks-due = Attestations à demander ou à revoir
staff-hours = { $hours } h
staff-hours-minutes = { $hours } h { $minutes }
staff-untrained = Aucune qualification comptée
staff-trained = { $title } · { $category }
staff-everywhere-note = dans toutes les structures
staff-until = jusqu'au { $day }
staff-absent-today = absent·e aujourd'hui
staff-no-contract = sans contrat noté
staff-no-contract-text = Aucun contrat noté : cette personne peut être au planning à tout moment.
staff-new = Ajouter une personne
staff-add = Ajouter à l'équipe
staff-added = Cette personne est dans l'équipe. Notez sa qualification et son attestation.
staff-given-name = Prénom
staff-family-name = Nom
staff-account = Compte Marelle
staff-account-hint = Si cette personne se connecte à Marelle.
staff-no-account = Pas de compte
staff-everywhere = Travaille dans toutes les structures du gestionnaire
staff-ratio = Mode d'encadrement
staff-ratio-change = Changer le mode d'encadrement
staff-ratio-hint = Ce que dit votre règlement de fonctionnement (R. 2324-46-4 CSP). Le texte ne dit pas comment arrondir un groupe mêlé : à vérifier avec la PMI.
staff-ratio-mode = Taux choisi
staff-ratio-rounding = Arrondi d'un groupe mêlé
staff-ratio-rounding-hint = Sans effet avec 1 adulte pour 6.
staff-ratio-familiarisation = Un enfant en familiarisation occupe un adulte à lui seul
staff-ratio-assumed = Pas encore vérifié dans le règlement de fonctionnement
staff-ratio-from = À partir du { $day } : { $rule }
staff-ratio-with-familiarisation = { $rule }, un adulte par enfant en familiarisation
staff-ratio-unread = { $rule } (à vérifier)
staff-check-lead = On note seulement les dates et qui a vérifié. Le certificat doit avoir moins de six mois et son authenticité se vérifie sur le site de l'État ; à refaire tous les trois ans.
staff-check-new = Noter une attestation vérifiée
staff-issued-on = Date du certificat
staff-issued-on-hint = Moins de six mois avant la vérification
staff-checked-on = Vérifié le
staff-genuine = J'ai vérifié son authenticité sur le site de l'État
staff-check-of = Vérifiée le { $checked }, valable jusqu'au { $until }
staff-check-by = Par { $name } ; certificat du { $issued }
staff-qualification = Titre
staff-qualification-new = Ajouter une qualification
staff-qualified-on = Obtenue le
staff-contract = Contrat
staff-contract-new = Noter un contrat
staff-contract-of = { $hours } par semaine
staff-absences = Absences
staff-no-absence = Aucune absence notée
staff-absence-new = Noter une absence
staff-absence-hint = Le motif médical n'est jamais demandé. Pendant une absence, la personne ne compte plus dans l'encadrement.
staff-absence-kind = Sorte d'absence
staff-first-day = Premier jour
staff-last-day = Dernier jour
staff-next-shifts = Ses trois prochaines semaines
staff-no-shift = Aucun service prévu
staff-shift-line = { $day }, { $hours }
staff-change = Corriger le nom, noter un départ
staff-ended-on = Dernier jour dans l'équipe
staff-fact-withdrawn = Retiré : { $what }.
staff-fact-restored = Remis : { $what }.
staff-import = Importer depuis un tableur
staff-export = Exporter (CSV)
staff-import-lead = Collez les lignes de votre tableur, la première avec les noms des colonnes, dans l'ordre que vous voulez. Virgules, points-virgules ou tabulations. Prénom et nom suffisent.
staff-import-file = Lignes du tableur
staff-import-see = Voir ce qui serait ajouté
staff-import-preview = { $good } sur { $all } peuvent être ajoutées. Rien n'est encore enregistré.
staff-import-rows = Ligne par ligne
staff-import-line = Ligne
staff-import-what = Ce qui serait noté, ou ce qui ne va pas
staff-import-good = Prête
staff-import-bad = Écartée
staff-import-correct = Corriger et revoir
staff-import-titles = Qualifications reconnues
staff-import-empty = Aucune ligne à lire sous celle des colonnes.
staff-import-head = La première ligne doit nommer au moins les colonnes « prénom » et « nom ».
staff-this-import = cet import
staff-imported = { $count ->
    [one] { $count } personne ajoutée à l'équipe.
   *[other] { $count } personnes ajoutées à l'équipe.
}
staff-import-undone = { $count ->
    [one] { $count } personne retirée de l'équipe.
   *[other] { $count } personnes retirées de l'équipe.
}
staff-import-do = { $count ->
    [one] Ajouter cette personne
   *[other] Ajouter ces { $count } personnes
}

## The roster
roster-navigation = Planning d'équipe
roster-tab = Horaires
roster-title = Planning de l'équipe, semaine du { $monday }
roster-caption = { $site }, planning de l'équipe du { $first } au { $last }
roster-share = Catégorie 1 en { $month } : { $percent } % des heures au planning (40 % au moins)
roster-closed = Fermé
roster-opens = ouvre
roster-closes = ferme
roster-opens-box = Ouvre la structure
roster-closes-box = Ferme la structure
roster-opened-by = Ouverture : { $names }
roster-closed-by = Fermeture : { $names }
roster-block = { $name }, { $day } : { $hours }
roster-add-words = Ajouter un service : { $name }, { $day }
roster-elsewhere = autre structure
roster-hours-of = { $hours } sur { $contract }
roster-does-not-count = ne compte pas
roster-empty = Personne à mettre au planning
roster-empty-text = Le planning commence par l'équipe : ajoutez d'abord les personnes.
roster-add = Ajouter un service
roster-move = Changer ce service
roster-remove = Retirer ce service
roster-premises = Locaux
roster-date = Jour
roster-dates = Jours
roster-from = De
roster-until = À
roster-half-hours = À l'heure ou à la demie
roster-moved = Service changé.
roster-removed = Service retiré.
roster-undone = C'est annulé : le planning est comme avant.
roster-this-change = ce changement du planning
roster-now-wrong = Attention, { $day } : { $what }.
roster-see-week = Voir la semaine
roster-copy = Copier cette semaine
roster-copy-to = Vers la semaine du
roster-copy-see = Voir ce qui serait copié
roster-copy-title = Copier la semaine du { $from } vers celle du { $to }
roster-copy-nothing = Cette semaine n'a aucun service à copier.
roster-added = { $count ->
    [one] Service ajouté.
   *[other] { $count } services ajoutés.
}
roster-copied = { $count ->
    [one] { $count } service copié.
   *[other] { $count } services copiés.
}
roster-copy-can = { $count ->
    [one] { $count } service sera copié
   *[other] { $count } services seront copiés
}
roster-copy-cannot = { $count ->
    [one] { $count } service ne peut pas être copié
   *[other] { $count } services ne peuvent pas être copiés
}
roster-copy-do = { $count ->
    [one] Copier ce service
   *[other] Copier ces { $count } services
}

## Adults and children of a day
ratio-title = Encadrement, { $day }
ratio-day-title = { $day } · { $premises }
ratio-day-before = Veille
ratio-day-after = Lendemain
ratio-rule = { $mode } ({ $rounding })
ratio-assumed = supposé, à vérifier
ratio-closed-title = Ni séance ni service ce jour-là
ratio-closed-text = Choisissez un autre jour, ou ajoutez un service au planning.
ratio-head-count = R1 : { $children } pour { $maximum } au plus (115 % des places)
ratio-fewer-than-two = R2 : { $present } au lieu de deux
ratio-too-few = R3 : il faut { $required }, { $present } au planning
ratio-no-first-category = W6 : personne de catégorie 1
ratio-alone = W13 : une personne seule, non diplômée
ratio-mend-adult = un adulte de plus
ratio-mend-first = un adulte de catégorie 1 de plus
ratio-mend-walking = un enfant qui marche de moins
ratio-mend-not-walking = un enfant qui ne marche pas de moins
ratio-mend-familiarising = un enfant en familiarisation de moins
ratio-mend-exchange = une personne de catégorie 1 à la place d'une de catégorie 2
ratio-at = { $hours }, { $what }
ratio-enough = Encadrement suffisant
ratio-enough-all-day = Encadrement suffisant toute la journée
ratio-figure-words = { $day }. { $what }
ratio-now = À { $time }
ratio-legal = En règle
ratio-needed = Adultes
ratio-needed-value = il en faut : { $required } ; au planning : { $present }
ratio-next-break = Prochain moment hors règle
ratio-none = Aucun ce jour-là
ratio-mends = Ce qui suffit à réparer
ratio-mends-none = Un seul changement ne suffit pas
ratio-table-real = Heure par heure : ce qui s'est passé, puis ce qui est prévu
ratio-table-planned = Heure par heure : ce qui est prévu
ratio-hours = Heures
ratio-children = Enfants
ratio-walking = dont marchent
ratio-present = Adultes au planning
ratio-required = Adultes requis
ratio-no-children = aucun enfant
ratio-wrong = Constat
ratio-as-planned = La journée comme elle était prévue
ratio-team = Qui travaille
ratio-nobody = Personne n'est au planning ce jour-là : les réservations ne regardent pas l'encadrement.
ratio-legend-adult = adulte au planning
ratio-legend-missing = adulte qui manque
ratio-legend-needed = adultes requis
ratio-legend-children = enfants
ratio-of-week = Encadrement de la semaine
ratio-no-roster = Aucun planning d'équipe cette semaine : les réservations ne regardent que les places.
ratio-make-roster = Faire le planning de l'équipe

## The week's sheet
surplus-see = Feuille d'occupation de la semaine (surnombre)
surplus-title = Occupation, semaine du { $first } au { $last }
surplus-as-of = Calculée le { $instant }
surplus-kept-on = Gardée telle qu'elle était le { $instant }
surplus-within = La semaine tient dans 100 % de la capacité horaire.
surplus-beyond = W1 · La semaine dépasse 100 % de la capacité horaire (R. 2324-27 CSP).
surplus-hours = { $hours } h { $minutes }
surplus-no-rate = sans capacité
surplus-rate = { $percent } %
surplus-nobody = aucun enfant
surplus-peak = { $children }, { $hours } ({ $places })
surplus-staff = { $present } au planning ; requis : { $required }
surplus-no-roster = planning non tenu ; requis : { $required }
surplus-line = { $presence } de présence pour { $capacity } de capacité : { $rate }
surplus-week = Semaine
surplus-month = Catégorie 1, { $month }
surplus-month-none = aucune heure au planning
surplus-month-share = { $percent } % des heures au planning (40 % au moins)
surplus-empty = Aucune séance cette semaine
surplus-days = Jour par jour
surplus-day = Jour
surplus-opening = Ouverture
surplus-capacity = Capacité
surplus-presence = Présence
surplus-planned = prévue
surplus-rate-head = Taux
surplus-peak-head = Moment le plus plein
surplus-staff-head = Adultes à ce moment
surplus-method = Capacité : places autorisées × heures d'ouverture des séances, tranche par tranche. Présence : heures notées à l'arrivée et au départ ; pour les jours à venir, heures réservées. Arrêté du 8 octobre 2021 ; à garder trois ans au moins pour le contrôle.
surplus-keep = Garder cette feuille
surplus-kept = Feuille gardée : elle ne changera plus.
surplus-kept-sheets = Feuilles gardées de cette semaine
