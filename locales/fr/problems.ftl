### What goes wrong: pages, fields.

## Problems of a whole page
problem-title-sign-in-needed = Connectez-vous
problem-advice-sign-in-needed = Connectez-vous pour continuer.
problem-title-bad-token = Jeton refusé
problem-advice-bad-token = Ce jeton est faux, retiré ou périmé. Créez-en un autre depuis votre compte.
problem-title-not-allowed = Vous ne pouvez pas faire cela
problem-advice-not-allowed = Votre rôle ne permet pas cette action. Demandez à la personne qui gère vos accès, ou revenez à l'accueil.
problem-title-foreign-origin = Demande refusée
problem-advice-foreign-origin = Cette demande vient d'un autre site. Rouvrez la page et recommencez.
problem-title-not-found = Page introuvable
problem-advice-not-found = L'adresse est fausse, ou cette page ne vous est pas ouverte. Vérifiez le lien, ou revenez à l'accueil.
problem-title-too-many-requests = Trop de demandes en peu de temps
problem-advice-too-many-requests = Attendez une minute, puis recommencez.
problem-title-idempotency-key-missing = Clé d'idempotence absente
problem-advice-idempotency-key-missing = Toute écriture porte un en-tête Idempotency-Key de 8 à 100 caractères, nouveau pour chaque action.
problem-title-idempotency-key-reused = Demande déjà envoyée autrement
problem-advice-idempotency-key-reused = Cette demande a déjà été envoyée avec un autre contenu. Rouvrez la page et recommencez.
problem-title-wrong-fields = Il y a une erreur dans le formulaire
problem-advice-wrong-fields = Rien n'a été enregistré. Corrigez les champs signalés, puis envoyez de nouveau.
problem-title-refused = Ce n'est pas possible ainsi
problem-advice-refused = Rien n'a été enregistré. La règle et ce qui rendrait la chose possible sont indiqués.
problem-title-changed-meanwhile = Quelqu'un a modifié cette page entre-temps
problem-advice-changed-meanwhile = Rien n'a été enregistré. Rechargez, vérifiez, puis recommencez.
problem-title-too-large = Ce que vous envoyez est trop volumineux
problem-advice-too-large = Raccourcissez le texte, puis recommencez.
problem-title-method-not-allowed = Action inconnue à cette adresse
problem-advice-method-not-allowed = Cette adresse existe, mais pas pour cette action.
problem-title-unavailable = Le service est très occupé
problem-advice-unavailable = Rien n'a été enregistré. Réessayez dans un instant.
problem-title-internal = Une erreur est survenue chez nous
problem-advice-internal = Rien n'a été perdu de ce qui était enregistré. Réessayez dans quelques minutes.

## Problems of a field, by code
field-required = Ce champ est nécessaire.
field-too-long = Ce texte est trop long.
field-not-a-date = Ce n'est pas une date. Exemple : 26/11/2026.
field-not-a-time = Ce n'est pas une heure. Exemple : 8:30.
field-not-in-range = Ce nombre n'est pas dans les limites.
field-not-a-choice = Choisissez une réponse de la liste.
field-not-an-email = Ce n'est pas une adresse électronique. Exemple : nom@exemple.fr.
field-not-a-phone = Ce n'est pas un numéro de téléphone. Exemple : 06 12 34 56 78.
field-not-a-commune = Cette commune n'est pas connue. Choisissez-la dans la liste.
field-unknown-field = Ce champ n'est pas attendu ici.
field-until-before-from = La fin doit être après le début.
field-not-utf8 = Ce texte n'est pas lisible (UTF-8 attendu).
field-null-character = Ce texte contient un caractère interdit.
field-not-json = Le corps doit être un document JSON.
field-must-be-ticked = Cochez cette case pour continuer.
field-in-the-future = Cette date est dans le futur.
field-in-the-past = Cette date est passée.
field-wrong-secret = L'adresse, le mot de passe ou le code est faux.
field-weak-password = Ce mot de passe est trop simple : douze caractères au moins, variés.
field-does-not-match = Les deux saisies sont différentes.
field-invalid = Cette valeur n'est pas valable.
field-one-of = Donnez une seule de ces réponses.
field-range-too-long = Cette période est trop longue : un an au plus.
