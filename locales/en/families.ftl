### Families, for those who accompany them.

families-navigation = Families
families-list-title = Families
families-list-lead = The families you accompany today, and no other.
families-search = Name of a parent or child
families-empty-title = No family for now
families-empty-text = A family appears here as soon as a referral arrives for it, or when you follow one of its parents.
families-reference = Number
families-parents = Parents
families-children = Children
families-title = Family { $reference }
families-back = Back to the family
families-protected-text = You are named for this family. Its address and the note on danger open by a button; each opening is written down.
families-open-shield = Open the address and the note
families-address = Address
families-danger = Note on danger
families-edit-of = Change { $name }
families-no-situation = No situation recorded.
families-situation = Situation
families-add-situation = Add a situation
families-end-situation = End today: { $situation }
families-no-admission = No admission at your sites.
families-admission = { $kind } at { $site }
families-persons = Who accompanies it
families-person = { $name }: { $link }
families-walks-since = Walks since
families-walks-hint = Leave empty if the child does not walk yet.
