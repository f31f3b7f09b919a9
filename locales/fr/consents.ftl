### Consents, as they are read aloud. A new text needs a new version in `domain::consents`.

consents-referral-text = Je transmets à { $site } votre nom, votre numéro, le nom et l'âge de votre enfant, et ce dont vous avez besoin. La structure garde votre numéro pour vous prévenir : place, rendez-vous, rappel. Je saurai si votre enfant est venu ; je ne verrai pas ce qui se passe à la crèche. Vous pouvez dire stop quand vous voulez. Dire stop ne change rien à la place de votre enfant. Êtes-vous d'accord ?
