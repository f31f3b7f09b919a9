### Le bureau du jour : ce qui attend.

desk-navigation = Bureau
desk-title = Mon bureau
desk-lead = { $date }. { $count }
desk-count = { $count ->
    [0] Rien n'attend.
    [one] Une chose attend.
   *[other] { $count } choses attendent.
}
desk-today = Aujourd'hui
desk-today-none = Aucune séance aujourd'hui.
desk-today-booked = { $booked } inscrits pour { $seats } places
desk-today-here = { $count ->
    [one] présent
   *[other] présents
}
desk-today-absent = { $count ->
    [one] { $count } absent
   *[other] { $count } absents
}
desk-today-late = { $count } en retard
desk-waits = Ce qui attend, le plus ancien d'abord
desk-empty-title = Rien n'attend
desk-empty-text = Tout est à jour. Les nouvelles orientations et demandes apparaîtront ici.
desk-waits-counts = Ce qui attend
desk-counts = Par structure, en nombres seulement
desk-site = Structure
desk-unnamed = une famille du secteur
desk-age-now = à l'instant
desk-age-month = ce mois
desk-age-decide = à décider

desk-column-referral = Orientations sans réponse
desk-column-request = Demandes de place
desk-column-broken-promise = Promesses à reprendre
desk-column-hold = Options bientôt finies
desk-column-decision = Séances à décider
desk-column-not-left = Départs non notés
desk-column-closed-by-rule = Départs à confirmer
desk-column-conflict = Présences contradictoires
desk-column-duty = Obligations de la structure
desk-duty-detail = Obligation de la structure : rien n’est bloqué.
desk-column-papers = Papiers en retard
desk-column-low-frequency = Sous la fréquence minimale

desk-referral = Orientation { $number }, sans réponse
desk-referral-from = { $organisation } oriente une famille
desk-referral-detail = expire le { $date }
desk-request = Demande de place : { $name }
desk-request-detail = En liste d'attente.
desk-request-detail-until = En liste d'attente, réponse avant le { $date }.
desk-broken = Promesse qui ne peut plus être tenue : { $name }
desk-broken-detail = Semaine du { $week } : une séance a fermé. La famille est prévenue ; proposez-lui autre chose.
desk-hold = Option : { $name }, { $when }
desk-hold-detail = Se libère à { $time } sans réponse de la famille.
desk-decision = Séance à décider : { $when }
desk-decision-no-longer-open = La règle n'ouvre plus cette séance, mais des enfants y sont inscrits.
desk-decision-seats-changed = Les places ont changé sous des réservations.
desk-not-left = { $name } : départ non noté
desk-not-left-detail = Arrivée notée { $when }, départ jamais noté.
desk-low-frequency = { $name } : { $booked } en { $month }
desk-low-frequency-detail = La structure demande au moins { $minimum } par mois. Rien n'est bloqué.
desk-papers = { $count ->
    [one] Un papier d'admission en retard
   *[other] { $count } papiers d'admission en retard
}
desk-papers-detail = Le plus ancien depuis le { $day }

desk-closed = { $name } : départ clos d’office
desk-closed-detail = { $when } : personne n’a noté le départ, la règle l’a supposé à la fin de la séance.
desk-action-confirm = Confirmer
desk-action-answer = Répondre
desk-action-book = Placer
desk-action-see = Voir
desk-action-decide = Décider
desk-action-note = Noter
desk-action-offer = Proposer
desk-conflict = { $name } : deux choses notées ne vont pas ensemble
desk-conflict-detail = { $what }, { $day }. Dites ce qui s’est passé.
