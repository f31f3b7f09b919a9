"""The model given to each solver in its own words, with its own way to start from a known plan.

Every function returns (plan choices or None, proved upper bound or None, status). Time limits are the solver's own clock.
"""


def cpsat(model, limit, threads, start, workers=None):
    """OR-Tools CP-SAT: cliques as exactly that, the rest as linear rows, a complete hint, the full linear relaxation.

    `used` is a clique too: the things of one band and "the family does not use this site" exclude each other. Writing `covered`,
    `used` and `reached` as clauses, implications and enforced rows was tried and is worse (its relaxation no longer sees them), and so is the
    usual level of linearisation. Symmetries are left to its own detection. Its authors advise eight workers or more: `cpsat8` is the
    same with eight workers on the machine's two cores.
    """
    from ortools.sat.python import cp_model

    cp = cp_model.CpModel()
    v = [cp.new_bool_var("") for _ in model.worth]

    def total(terms):
        return cp_model.LinearExpr.weighted_sum([v[i] for i, _ in terms], [weight for _, weight in terms])

    for clique in model.most_one:
        cp.add_at_most_one(v[i] for i in clique)
    for options, sessions in model.covered:
        cp.add(sum(v[i] for i in options) <= sum(v[s] for s in sessions))
    for things, y in model.used:
        cp.add_at_most_one([*(v[i] for i in things), v[y].negated()])
    for sessions, options in model.held:
        cp.add(sum(v[s] for s in sessions) <= sum(v[i] for i in options))
    for ys, z in model.two:
        # The second site has its price, a third one is never used.
        cp.add(sum(v[y] for y in ys) <= 1 + v[z])
    for terms, m, enough in model.reached:
        cp.add(total(terms) >= enough * v[m])
    for terms, room in model.room:
        cp.add(total(terms) <= room)
    cp.maximize(cp_model.LinearExpr.weighted_sum(v, model.worth))
    if start is not None:
        for variable, value in zip(v, model.start(start)):
            cp.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = workers or threads
    solver.parameters.linearization_level = 2
    status = solver.solve(cp)
    name = solver.status_name(status)
    # Before it has found anything it says 0.
    bound = None if status == cp_model.UNKNOWN else solver.best_objective_bound
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, bound, name
    return model.chosen(lambda i: solver.value(v[i]) == 1), bound, name


def highs(model, limit, threads, start):
    """HiGHS: the rows as one sparse matrix, a starting solution."""
    import highspy
    import numpy

    lp = highspy.HighsLp()
    lower, upper, starts, columns, values = [], [], [0], [], []
    for terms, low, high in model.rows():
        lower.append(low)
        upper.append(high)
        columns += [i for i, _ in terms]
        values += [w for _, w in terms]
        starts.append(len(columns))
    count = len(model.worth)
    lp.num_col_, lp.num_row_ = count, len(lower)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = numpy.array(model.worth, dtype=float)
    lp.col_lower_, lp.col_upper_ = numpy.zeros(count), numpy.ones(count)
    lp.row_lower_, lp.row_upper_ = numpy.array(lower, dtype=float), numpy.array(upper, dtype=float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = numpy.array(starts, dtype=numpy.int32)
    lp.a_matrix_.index_ = numpy.array(columns, dtype=numpy.int32)
    lp.a_matrix_.value_ = numpy.array(values, dtype=float)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", float(limit))
    solver.setOptionValue("threads", threads)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(lp)
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = [float(value) for value in model.start(start)]
        solver.setSolution(known)
    solver.run()
    status = solver.modelStatusToString(solver.getModelStatus())
    info = solver.getInfo()
    if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return None, info.mip_dual_bound, status
    found = solver.getSolution().col_value
    return model.chosen(lambda i: found[i] > 0.5), info.mip_dual_bound, status


def scip(model, limit, threads, start):
    """SCIP: the same rows, a starting solution. It uses one thread: its packages are built without the concurrent solver."""
    from pyscipopt import Model, quicksum

    solver = Model()
    solver.hideOutput()
    v = [solver.addVar(vtype="B", obj=worth) for worth in model.worth]
    solver.setMaximize()
    for terms, low, high in model.rows():
        total = quicksum(weight * v[i] for i, weight in terms)
        if high != float("inf"):
            solver.addCons(total <= high)
        else:
            solver.addCons(total >= low)
    if start is not None:
        known = solver.createSol()
        for variable, value in zip(v, model.start(start)):
            solver.setSolVal(known, variable, value)
        solver.addSol(known)
    solver.setParam("limits/time", float(limit))
    solver.optimize()
    status, bound = solver.getStatus(), solver.getDualbound()
    if solver.getNSols() == 0:
        return None, bound, status
    best = solver.getBestSol()
    return model.chosen(lambda i: solver.getSolVal(best, v[i]) > 0.5), bound, status
