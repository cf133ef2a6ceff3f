"""How people work with it: Qt. No SQL, no rules, no Excel here."""
