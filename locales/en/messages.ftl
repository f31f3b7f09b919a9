### The outbox: what left the house.

messages-title = Messages sent
messages-navigation = Messages
messages-lead = The text messages and e-mails of your sites, the newest first. Their links open for their addressees only.
messages-lead-demo = Nothing leaves a demonstration: read text messages and e-mails here, and follow their links as their addressees would.
messages-search = Search for an addressee or a word
messages-channels = Kind of message
messages-all = All
messages-to-call = To call
messages-empty = No message
messages-empty-text = Messages to parents and prescribers will appear here once the first has left.
messages-nothing-found = No message matches
messages-nothing-found-text = Try another word, or look at every kind of message.
