### Le registre de présence, le mois, les départs clos d’office.

register-month-link = Le mois : réalisé et réservé
register-whole-month = Registre du mois
register-month-title = Registre de présence, { $month }
register-month-before = Mois précédent
register-month-after = Mois suivant
register-go-to = Autre mois
register-back-to-month = Retour au mois
register-day-title = { $site }, { $day }
register-day-total = Journée : { $count ->
    [one] { $count } présence
   *[other] { $count } présences
}, durée totale { $hours }
register-no-child = { $session } : aucun enfant inscrit à cette séance.
register-fetched = Repris par
register-remarks = Observations
register-not-listed = hors liste : { $words }
register-absent = Absent : { $reason }
register-instead = { $new } au lieu de : { $old }
register-added = Ajouté : { $what }
register-confirmed-fact = { $what } : confirmé
register-noted = { $what }, noté le { $when } par { $who }
register-noted-because = { $noted }. Motif : { $reason }

## Départ que personne n’a noté
register-closed = Départ clos d’office à { $time }, à confirmer
register-closed-overtaken = Départ supposé à { $supposed }, puis noté à { $really }
register-closed-unseen = Départ supposé à { $supposed } : l’enfant n’est finalement pas venu
register-closed-explained = Personne n’a noté le départ de cet enfant. La règle de la structure l’a supposé à la fin de la séance réservée. Confirmez cette heure, ou corrigez-la avec son motif : rien n’est effacé.
register-by-rule = noté d’office le { $when }, personne ne l’a vu
register-confirmed = Confirmé par l’équipe
register-confirm = Confirmer
register-confirm-of = Confirmer l’heure de départ de { $child }
register-correct = Corriger
register-correct-of = Corriger l’heure de départ de { $child }
register-why = Motif de l’ajout
register-why-hint = La journée est passée : dites pourquoi on l’ajoute maintenant. Visible par l’équipe.

## Réglage
register-closing-link = Réglage des départs oubliés
register-closing-title = Départs oubliés
register-closing-rule = Un départ que personne n’a noté est clos d’office { $minutes } après la fin de la séance.
register-closing-explained = L’heure supposée est la fin de la séance réservée. Elle reste signalée sur la feuille du jour, le registre et le tableau de bord jusqu’à ce que quelqu’un la confirme ou la corrige. Un départ noté plus tard, par exemple sur une tablette restée sans réseau, prend sa place.
register-closing-since = À partir du
register-closing-minutes = Délai après la fin de la séance
register-closing-minutes-hint = Entre 0 et 600 minutes.
register-closing-unit = minutes
register-closing-from = À partir du { $date } : { $minutes }
register-closing-save = Enregistrer le délai

## Le mois
register-balance-title = Réalisé et réservé, { $month }
register-empty-title = Aucun enfant inscrit ce mois-ci
register-empty-text = Les demi-journées réservées et les présences notées apparaissent ici, enfant par enfant et jour par jour.
register-by-child = Par enfant
register-by-day = Par jour
register-total = Total
register-half-days = Venues / réservées
register-halves = { $came } / { $booked }
register-with-halves = { $hours } ({ $halves })
register-booked = Réservé
register-attended = Réalisé
register-present = Présence totale
register-rate = Taux
register-unused = Réservé non utilisé
register-absent-told = Absence prévenue
register-absent-untold = Absence non prévenue
register-open = Rien de noté
register-unplanned = Hors réservation
register-method = Chaque minute réservée est réalisée, non utilisée (arrivée plus tard, départ plus tôt), absente, ou sans rien de noté : Réservé = Réalisé + Réservé non utilisé + Absences + Rien de noté. « Hors réservation » compte les minutes de présence avant ou après la séance, ou sans place ; la durée du registre est Réalisé + Hors réservation.
register-line-kind = Ligne
register-line-name = Nom ou date
register-half-days-booked = Demi-journées réservées
register-half-days-came = Demi-journées venues
register-half-days-told = Absences prévenues
register-half-days-untold = Absences non prévenues
register-minutes-of = { $what } (minutes)
