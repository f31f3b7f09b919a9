### Consents, as they are read aloud. A new text needs a new version in `domain::consents`.

consents-referral-text = I send { $site } your name, your number, the name and age of your child, and what you need. The site keeps your number to tell you about: a place, an appointment, a reminder. I will know whether your child came; I will not see what happens at the creche. You can say stop whenever you want. Saying stop changes nothing about your child's place. Do you agree?
