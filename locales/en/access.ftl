### Who can see what.

access-title = Who can see and do what
access-lead = A role alone opens nothing: something must also tie one to the family, the site or the organisation.
access-protected-text = A protected family is seen only where it is written, or by a person named for it. What is not open answers like what does not exist.
access-caption = Each action, and who may do it
access-what = Action
access-who = Who, and on what
access-protected = protected families too
