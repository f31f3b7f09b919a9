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

## Mon compte
accounts-given-name = Prénom
accounts-family-name = Nom
accounts-language = Langue de vos pages
accounts-until = jusqu'au { $date }
accounts-role-title = Mes rôles
accounts-role-current = rôle actuel
accounts-role-take = Prendre ce rôle
accounts-role-demo = Changer de rôle (démonstration)
accounts-name-title = Nom et langue
accounts-password-title = Mot de passe
accounts-password-present = Mot de passe actuel
accounts-password-new = Nouveau mot de passe
accounts-password-hint = Douze caractères au moins. Une phrase fait un bon mot de passe. Ni votre nom, ni votre adresse.
accounts-password-change = Changer le mot de passe
accounts-password-changed = Votre mot de passe est changé. Vos autres appareils sont déconnectés.
accounts-second-factor-title = Second facteur
accounts-second-factor-in-place = Un code vous est demandé après le mot de passe.
accounts-second-factor-missing = Aucun code ne vous est demandé après le mot de passe. Il est nécessaire pour voir des données personnelles.
accounts-second-factor-set = Mettre en place un second facteur
accounts-second-factor-replace = Changer de téléphone ou d'application
accounts-second-factor-why = Un mot de passe volé ne suffit plus : un code de votre téléphone est aussi demandé. C'est obligatoire avant de voir des données personnelles.
accounts-second-factor-first = Installez une application de codes sur votre téléphone, si vous n'en avez pas.
accounts-second-factor-second = Avec elle, lisez ce dessin, ou recopiez la clé écrite dessous.
accounts-second-factor-third = Recopiez ici les six chiffres qu'elle affiche.
accounts-second-factor-text = La même clé, en texte :
accounts-second-factor-confirm = Mettre en place
accounts-second-factor-done = Votre second facteur est en place.
accounts-devices-title = Mes appareils
accounts-devices-text = Les appareils où vous êtes connecté·e. Déconnectez ceux que vous ne reconnaissez pas, puis changez de mot de passe.
accounts-device-unknown = Appareil inconnu
accounts-device-seen = vu { $seen }, connecté depuis { $since }
accounts-device-here = cet appareil
accounts-device-end = Déconnecter
accounts-device-ended = L'appareil est déconnecté.
accounts-devices-end = Déconnecter tous les autres
accounts-devices-ended = Vos autres appareils sont déconnectés.
accounts-tokens-title = Jetons pour les programmes
accounts-tokens-text = Un jeton laisse un programme agir à votre place, dans votre rôle actuel, jusqu'à une date. Il finit avec votre accès.
accounts-tokens-none = Aucun jeton.
accounts-token-all = Tout ce que permet le rôle
accounts-token-make = Créer un jeton
accounts-token-made = Votre jeton
accounts-token-made-text = Copiez-le maintenant : il ne sera plus montré.
accounts-token-name = Nom du jeton
accounts-token-name-hint = Le programme qui s'en servira
accounts-token-until = Dernier jour (un an au plus)
accounts-token-scopes = Ce que le jeton permet
accounts-token-revoke = Retirer
accounts-token-revoked = Le jeton est retiré.
accounts-token-used = Servi pour la dernière fois le { $day }
accounts-token-never-used = Jamais servi

## Personnes
accounts-people = Personnes
accounts-people-title = Personnes et accès
accounts-people-lead = Les personnes de votre organisme et de ses partenaires, ce qu'elles peuvent, et jusqu'à quand.
accounts-people-search = Rechercher un nom, une adresse, un rôle
accounts-person = Personne
accounts-role = Rôle
accounts-place = Où
accounts-until-head = Jusqu'au
accounts-state = État
accounts-person-active = accès ouvert
accounts-person-ended = accès terminé
accounts-person-to-come = à venir
accounts-person-disabled = désactivé
accounts-period = Période
accounts-organisation = Organisme
accounts-site = Structure
accounts-site-all = Toutes les structures de l'organisme
accounts-site-hint = Pour un accès limité à une seule structure.
accounts-until-day = Dernier jour d'accès
accounts-until-hint = Vide : jusqu'à nouvel ordre. L'accès s'arrête à la fin de ce jour.
accounts-invite = Inviter une personne
accounts-invite-lead = Elle reçoit un lien, valable sept jours, pour choisir son mot de passe.
accounts-invite-send = Envoyer l'invitation
accounts-role-hint-administrator = Organismes, structures, personnes, règles ; pas les familles.
accounts-role-hint-site-manager = Orientations, familles, places et présences de sa structure.
accounts-role-hint-staff = Présences et prénoms des enfants attendus.
accounts-role-hint-prescriber = Oriente des familles et suit leur statut, rien d'autre.
accounts-role-hint-counsellor = Suit les parents qui lui sont confiés.
accounts-role-hint-funder = Des nombres, jamais de noms.
accounts-invited-title = Invitation envoyée
accounts-invited-text = Un message est parti à { $email }. Vous pouvez aussi lui remettre ce lien en main propre :
accounts-invited-once = Ce lien sert une seule fois, pendant sept jours. Il n'est plus montré ensuite.
accounts-invited-already = Cette invitation était déjà partie ; rien n'a été envoyé de nouveau.
accounts-invitations-title = Invitations en attente
accounts-invitation-words = { $role }, { $place }
accounts-invitation-until = valable jusqu'au { $date }
accounts-invitation-revoke = Reprendre
accounts-invitation-revoked = L'invitation est reprise : son lien n'ouvre plus rien.
accounts-invitation-title = Vous êtes invité·e dans Marelle
accounts-invitation-lead = Vérifiez ce qui vous est proposé, puis acceptez. Tant que vous n'avez pas appuyé sur le bouton, rien n'est fait.
accounts-invitation-known = Un compte existe à cette adresse. Connectez-vous d'abord, puis acceptez l'invitation.
accounts-invitation-accept = Accepter l'invitation
accounts-invitation-subject = Votre accès à Marelle
accounts-invitation-letter =
    Bonjour,

    { $name } vous invite dans Marelle. Ouvrez ce lien pour choisir votre mot de passe (il sert une fois, pendant sept jours) :

    { $link }

    Si vous n'attendiez pas ce message, ne faites rien.
accounts-end-title = Fin de l'accès
accounts-end-text = Prolongez l'accès, fixez son dernier jour, ou arrêtez-le tout de suite : il cesse à la prochaine page que la personne ouvre.
accounts-end-now = Mettre fin tout de suite
accounts-ended-now = L'accès est terminé.
accounts-period-none = repris le jour où il a été donné, { $date }
accounts-renew-title = Mot de passe oublié, téléphone perdu
accounts-renew-text = Le mot de passe et le second facteur actuels cessent tout de suite ; un lien permet d'en choisir d'autres.
accounts-renew = Renouveler l'accès
accounts-disable-title = Désactiver
accounts-disable-text = La personne est déconnectée partout et ses jetons sont retirés, tout de suite. Ce qu'elle a fait reste.
accounts-disable = Désactiver cette personne
accounts-enable-text = Cette personne est désactivée : elle ne peut pas se connecter.
accounts-enable = Réactiver cette personne
accounts-person-now-disabled = La personne est désactivée et déconnectée partout.
accounts-person-now-enabled = La personne peut de nouveau se connecter.

## Première ouverture
accounts-first-run-title = Bienvenue dans Marelle
accounts-first-run-lead = Cette installation est vide. Créez l'organisme qui la gère et votre accès : c'est possible une seule fois.
accounts-first-run-organisation = Le gestionnaire : une ville, une association, une mission locale…
accounts-first-run-open = Ouvrir l'installation
