### Comptes : accueil, connexion, compte, personnes, invitations, première ouverture.

## Accueil public
accounts-landing-what = Marelle aide les parents à retrouver un emploi : elle trouve une place en micro-crèche pour une demi-journée, le temps d'un entretien, d'une formation ou des premiers jours d'un contrat.
accounts-landing-how = Un·e professionnel·le oriente la famille, la structure accueille l'enfant, et chacun voit seulement ce qui le concerne.
accounts-landing-who = Les parents n'ont pas besoin de compte : un lien envoyé sur leur téléphone suffit.
accounts-landing-near-title = Trouver une place près de chez vous
accounts-landing-near-text = Les structures proches et leurs demi-journées libres, sans rien remplir.
accounts-landing-near-label = Commune ou code postal
accounts-landing-refer-title = Vous accompagnez une famille ?
accounts-landing-refer-text = Sept questions, deux minutes, sans compte. Vous suivez ensuite la réponse de la structure.
accounts-landing-refer = Orienter une famille
accounts-landing-parent-title = Vous êtes parent ?
accounts-landing-parent-text = Ouvrez le lien reçu par SMS. Si vous ne l'avez plus, demandez-le à votre structure ou à la personne qui vous accompagne.

## Connexion
accounts-email = Adresse électronique
accounts-password = Mot de passe
accounts-sign-in-wrong = L'adresse ou le mot de passe ne va pas. Après plusieurs erreurs il faut attendre un peu, jusqu'à quinze minutes, avant de réessayer.
accounts-sign-in-ended = Votre mot de passe est juste, mais aucun accès n'est ouvert aujourd'hui. Demandez à la personne qui gère les accès de votre organisme.
accounts-sign-in-help = Mot de passe oublié, ou pas encore de compte ? Demandez une invitation à la personne qui gère les accès de votre organisme.
accounts-with-password-title = Avec un mot de passe
accounts-demo-title = Essayer un rôle
accounts-demo-text = Toutes les personnes sont inventées. Choisissez un rôle pour voir Marelle comme cette personne.
accounts-demo-enter = Entrer
accounts-demo-who = { $name }, { $place }
accounts-code-title = Votre code
accounts-code-lead = Votre mot de passe est juste. Ouvrez votre application de codes et recopiez les six chiffres.
accounts-code = Code à six chiffres
accounts-code-hint = Il change toutes les trente secondes.
accounts-code-wrong = Ce code ne va pas, ou il a déjà servi. Attendez le suivant et recopiez-le.
accounts-code-help = Téléphone perdu ? Demandez une nouvelle invitation à la personne qui gère les accès de votre organisme.
