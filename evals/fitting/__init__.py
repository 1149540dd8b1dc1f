"""How the committed numbers of the answerability stage are made, and what they are worth on questions not seen."""
