### Words of the layout and of Marelle UI that common.ftl has not.

layout-account = Your account
layout-waiting = waiting
layout-error = Error:
layout-possible = What would make it possible
layout-closed = Closed

## The state of a step, heard after its name by those who do not see the square
layout-step-done = (done)
layout-step-current = (current step)
layout-step-next = (to come)
layout-step-again = (once more)
layout-step-stopped = (stopped)
layout-demo = Demonstration: every person here is invented.
layout-home = Back to the home page
layout-my-account = My account
