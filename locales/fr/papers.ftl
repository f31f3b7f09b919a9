### Le dossier d'admission : ce qui est là, ce qui manque, ce que l'équipe doit savoir.

papers-link = Dossier d'admission de { $child }
papers-title = Dossier d'admission de { $child }
papers-lead = { $site }, accueil depuis le { $from }
papers-lead-over = { $site }, accueil terminé
papers-over-title = Le contrat d'accueil est terminé
papers-over-text = Le certificat, les vaccins et la fiche santé ont été effacés, comme la loi le demande (R. 2324-39-1 CSP).
papers-not-kept-title = Cette structure ne tient pas encore ses papiers ici
papers-not-kept-text = Dites d'abord ce qu'elle demande à l'admission. Les délais commenceront ce jour-là.
papers-not-kept-action = Dire ce que la structure demande
papers-asked-none = La structure ne demande rien.
papers-fine = En ordre
papers-awaited = Attendu avant le { $by }
papers-provisional = Accueil provisoire jusqu'au { $until }
papers-overdue = En retard depuis le { $since }
papers-too-old = Trop ancien : signé le { $not_before } ou après, avant le { $by }
papers-state = État
papers-state-awaited = Attendu
papers-state-overdue = En retard
papers-state-provisional = Provisoire
papers-state-too-old = Trop ancien
papers-state-fine = En ordre
papers-given = Accordé
papers-refused = Refusé : une réponse aussi
papers-blocks = Aucune nouvelle place n'est donnée tant que ce papier manque.

papers-certificate-seen = Signé le { $signed }, vu le { $seen }
papers-certificate-add = Noter un certificat vu
papers-certificate-signed = Date de signature
papers-certificate-hint = Signé le { $not_before } ou après. On note la date, jamais ce qu'il dit.
papers-vaccines-missing = Doses attendues et pas encore vues : { $doses }
papers-vaccines-all = Toutes les doses attendues à cet âge ont été vues.
papers-dose = { $vaccine }, dose { $number }
papers-dose-due = attendue le { $due }
papers-vaccines-add = Noter des doses vues
papers-vaccines-which = Doses vues sur le carnet
papers-vaccines-seen-on = Vu le
papers-wanting = Il manque une dose : noter le jour où on l'a constaté
papers-wanting-since = Constaté le
papers-wanting-hint = Les { $months } mois d'accueil provisoire partent de ce jour. Sans date, du premier jour d'accueil.
papers-wanting-noted = Manque constaté le { $since }
papers-contraindication = Noter une contre-indication médicale
papers-contraindication-hint = On note qu'un médecin l'a écrite, jamais pourquoi.
papers-contraindicated = Contre-indication vue le { $seen }
papers-dose-seen = { $dose }, vue le { $seen }

papers-answer-add = Noter une réponse des parents
papers-answer-which = Autorisation
papers-answer-granted = Réponse
papers-answer-yes = Oui
papers-answer-no = Non
papers-answer-from = À partir du
papers-answer-until = Jusqu'au
papers-answer-hint = La réponse d'avant reste lisible plus bas.

papers-contacts = Qui appeler en cas d'urgence
papers-contacts-none = Personne pour l'instant.
papers-contact-add = Ajouter une personne
papers-contact-name = Prénom et nom
papers-contact-phone = Téléphone
papers-contact-relation = Lien avec l'enfant
papers-contact-relation-hint = Par exemple : grand-mère, voisine.

papers-withdraw = Retirer
papers-withdrawn = Retiré du dossier
papers-noted = Noté au dossier
papers-restored = Remis au dossier
papers-undo-words = le retrait
papers-undo-noted = ce qui vient d'être noté
papers-history = Tout ce qui a été noté
papers-history-withdrawn = retiré le { $when }

papers-site-tab = Papiers
papers-site-title = Papiers qui manquent
papers-site-lead = { $count ->
    [0] Rien ne manque.
    [one] Un papier manque.
   *[other] { $count } papiers manquent.
}
papers-site-search = Chercher un enfant
papers-site-filter = Filtrer les papiers
papers-site-kind = Papier
papers-site-all = Tous
papers-site-child = Enfant
papers-site-due = Échéance
papers-site-empty-title = Rien ne manque
papers-site-empty-text = Tous les papiers demandés sont là.
papers-site-empty-filter = Rien pour ces filtres
papers-birthday-kind = Anniversaire qui change le financement
papers-birthday-detail = W15 · { $years ->
    [4] 4 ans : la PSU s'arrête, sauf handicap reconnu
   *[other] { $years } ans : la PSU s'arrête
}
papers-settings = Ce que la structure demande
papers-settings-none = Rien n'est encore dit : aucun papier n'est suivi ici, rien ne bloque.
papers-settings-since = Depuis le { $from } : { $papers }
papers-settings-assumed = À vérifier avec le règlement de fonctionnement
papers-settings-edit = Changer ce que la structure demande
papers-settings-from = À partir du
papers-settings-from-hint = Les papiers des enfants déjà accueillis sont attendus dans les 15 jours qui suivent le premier réglage.
papers-settings-asked = Papiers demandés
papers-settings-after-due = Quand le certificat manque après 15 jours
papers-settings-months = Accueil provisoire quand un vaccin manque
papers-settings-months-unit = mois
papers-settings-checked = Vérifié avec le règlement de fonctionnement
papers-settings-provisional = Une fois l'accueil provisoire terminé, aucune nouvelle place n'est donnée, sauf contre-indication notée ou motif écrit.

health-short = Fiche santé
health-title = Fiche santé de { $child }
health-lead = { $site }. Lue par l'équipe présente, la personne responsable et les parents. Chaque lecture laisse une ligne au journal.
health-none = Rien à savoir
health-none-text = Aucune allergie, aucun protocole noté.
health-allergy = Allergie
health-allergy-hint = En quelques mots : ce que l'enfant ne doit pas toucher ou manger. Jamais un diagnostic.
health-care-plan = PAI
health-care-plan-yes = Oui
health-care-plan-no = Non
health-care-plan-label = L'enfant a un projet d'accueil individualisé (PAI)
health-plan-place = Où est le protocole
health-plan-place-hint = Par exemple : classeur rouge, bureau.
health-treatment-place = Où est le traitement d'urgence
health-treatment-place-hint = Par exemple : trousse au nom de l'enfant, placard fermé de la cuisine.
health-written = Écrit le { $when }
health-edit = Changer la fiche
health-saved = Fiche enregistrée. La précédente n'est plus montrée.
