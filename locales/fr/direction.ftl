### La direction d’une structure et le temps du référent santé et accueil inclusif.

direction-tab = Direction et référent
direction-title = Direction
direction-explained = Depuis le 1er septembre 2026, une micro-crèche a une directrice ou un directeur, au moins à mi-temps, pour deux micro-crèches au plus (W4).
direction-none = Aucun temps de direction noté.
direction-share = { $name } : { $percent } % d’un temps plein, { $period }
direction-now = aujourd’hui
direction-new = Noter une part de direction
direction-no-team = Ajoutez d’abord la personne à l’équipe.
direction-person = Personne
direction-percent = Part d’un temps plein
direction-save = Enregistrer la part
direction-withdraw-of = Retirer, noté par erreur : { $what }
direction-withdrawn = Ligne retirée.
direction-referent-title = Référent santé et accueil inclusif
direction-referent-explained = Les heures faites dans la structure, par trimestre (W5) : 2 h en micro-crèche, 4 h jusqu’à 24 places, 6 h jusqu’à 39, 8 h jusqu’à 59, 10 h au-delà (R. 2324-39 CSP ; ces durées sont à vérifier).
direction-quarter = Trimestre commencé en { $quarter } : { $done } sur { $hours } h.
direction-referent-none = Aucune intervention notée.
direction-time = { $date } : { $minutes }
direction-referent-new = Noter une intervention
direction-referent-what = Objet
direction-referent-save = Enregistrer l’intervention
