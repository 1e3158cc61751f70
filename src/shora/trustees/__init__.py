"""The trustees (امین): how they make the key together, and how they open a tally together.

==============  ==============================================================================================
``parties``     who takes part in a ceremony; what somebody did wrong in it
``said``        one trustee's file of one step: message and signed statement
``carrying``    the public side of a ceremony, in memory: a chain of states that anyone can go
``ceremony``    a trustee's side, in memory; a whole ceremony in one process
``complaint``   a receiver proves that a dealer cheated
``exchange``    the folder between trustees who work apart
``folder``      a trustee's own folder
``apart``       a trustee's turn, from folder to exchange
``carrier``     what everybody sees of an exchange; how a ceremony ends
``keep``        the share in a file
``sheet``       the same on paper
``rehearsal``   the share decrypts something made for the purpose
``opened``      what was decrypted, remembered for ever
==============  ==============================================================================================
"""
