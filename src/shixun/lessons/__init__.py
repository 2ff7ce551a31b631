"""What a teacher tries inside a lesson: one module per lesson, each a form and what it answers.

A module offers `form()`, `start()` (the values to begin with), `actions`, and `act(action, values)`;
`AUTO` names an action that runs by itself at every change.
"""
