### The outbox: what left the house.

messages-title = Messages envoyés
messages-navigation = Messages
messages-lead = Les SMS et e-mails de vos structures, du plus récent au plus ancien. Les liens qu'ils contiennent ne s'ouvrent que chez leur destinataire.
messages-lead-demo = Rien ne part d'une démonstration : lisez ici les SMS et les e-mails, et suivez leurs liens comme le ferait leur destinataire.
messages-search = Chercher un destinataire ou un mot
messages-channels = Sorte de message
messages-all = Tous
messages-to-call = À appeler
messages-empty = Aucun message
messages-empty-text = Les messages aux parents et aux prescripteurs apparaîtront ici dès le premier envoi.
messages-nothing-found = Aucun message ne correspond
messages-nothing-found-text = Essayez un autre mot, ou regardez toutes les sortes de messages.
