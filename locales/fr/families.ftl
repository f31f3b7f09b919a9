### Families, for those who accompany them.

families-navigation = Familles
families-list-title = Familles
families-list-lead = Les familles que vous accompagnez aujourd'hui, et aucune autre.
families-search = Nom d'un parent ou d'un enfant
families-empty-title = Aucune famille pour l'instant
families-empty-text = Une famille apparaît ici dès qu'une orientation arrive pour elle, ou que vous accompagnez l'un de ses parents.
families-reference = Numéro
families-parents = Parents
families-children = Enfants
families-title = Famille { $reference }
families-back = Revenir à la famille
families-protected-text = Vous êtes nommé·e pour cette famille. Son adresse et la note de danger s'ouvrent par un bouton ; chaque ouverture est notée.
families-open-shield = Ouvrir l'adresse et la note
families-address = Adresse
families-danger = Note de danger
families-edit-of = Modifier { $name }
families-no-situation = Aucune situation renseignée.
families-situation = Situation
families-add-situation = Ajouter une situation
families-end-situation = Terminer aujourd'hui : { $situation }
families-no-admission = Pas d'admission dans vos structures.
families-admission = { $kind } à { $site }
families-persons = Qui l'accompagne
families-person = { $name } : { $link }
families-walks-since = Marche depuis le
families-walks-hint = Laissez vide si l'enfant ne marche pas encore.
