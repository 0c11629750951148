"""How every peer is timed and reports: warm-up discarded, then one number per repetition, as one JSON object."""
import json
import time


def add_timing_flags(parser, calls):
    parser.add_argument("--repetitions", type=int, default=7, help="numbers reported")
    parser.add_argument("--calls", type=int, default=calls, help="calls averaged into one repetition")
    parser.add_argument("--warmup", type=int, default=3, help="repetitions thrown away first")
    parser.add_argument("--threads", type=int, default=2, help="threads of one operation")


def time_repetitions(work, flags):
    """Returns nanoseconds per call of work(), one value per repetition."""

    def one_repetition():
        start = time.perf_counter_ns()
        for _ in range(flags.calls):
            work()
        return (time.perf_counter_ns() - start) / flags.calls

    for _ in range(flags.warmup):
        one_repetition()
    return [one_repetition() for _ in range(flags.repetitions)]


def report(name, repetitions_ns, **facts):
    print(json.dumps({"name": name, "repetitions_ns": repetitions_ns, **facts}))
