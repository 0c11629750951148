"""Makes up the runs of `equiv report --demo`: 4 variants x 8 seeds of a language model that nobody trained.

    python3 stats/commands/testdata/demo/make_runs.py

A sequence's loss is the variant's mean + the seed's deviation + the sequence's own, which all variants and seeds share,
+ noise; the variant "linear" is better by far more than any margin. Rerunning gives the same bytes.
"""
import hashlib
import json
import pathlib
import random

FOLDER = pathlib.Path(__file__).parent / "runs"
VARIANTS = {"wide": 3.536, "deep": 3.545, "decoupled": 3.531, "linear": 3.385}
SEEDS = [7, 11, 23, 42, 77, 101, 137, 211]
SEQUENCES, TOKENS = 48, 512
SEED_SD, SEQUENCE_SD, NOISE_SD = 0.006, 0.25, 0.02
STEPS = [0, 2000, 5000, 10000, 20000, 50000]
EXPERTS, TIERS = 8, [4, 2, 2]


def sequence_losses(random_, mean, shared):
    deviation = random_.gauss(0, SEED_SD)
    return [round((mean + deviation + own + random_.gauss(0, NOISE_SD)) * TOKENS, 4) for own in shared]


def experts_at(random_, step, last):
    """Two experts lie dead early on; one of them revives."""
    weights = [0.6 + random_.random() for _ in range(EXPERTS)]
    if step < 20000:
        weights[2] = 0.01
    weights[6] = 0.015
    total = sum(weights)
    tier_of = [tier for tier, size in enumerate(TIERS) for _ in range(size)]
    experts = []
    for i, weight in enumerate(weights):
        usage = round(weight / total, 5)
        accuracy = round(0.2 + 0.25 * step / last + 0.05 * random_.random(), 4)
        dead = usage < 0.005
        experts.append({"expert": i, "tier": tier_of[i], "usage": usage, "accuracy": accuracy,
                        "ecology_class": "DEAD" if dead else "WEAK_CORE" if accuracy < 0.4 else "BROAD_CORE"})
    return experts


def evaluations(random_, final_loss, with_experts):
    rows = []
    for step in STEPS:
        left = 1 - step / STEPS[-1]
        loss = final_loss + 6.0 * left ** 4 + (0.02 * random_.gauss(0, 1) if left > 0 else 0)
        row = {"step": str(step), "epoch": step / 10000, "metric": [{"name": "val_loss", "value": round(loss, 6)}]}
        if with_experts:
            row["expert"] = experts_at(random_, step, STEPS[-1])
        rows.append(row)
    return rows


def record(variant, seed, shared):
    random_ = random.Random(f"{variant} {seed}")
    sums = sequence_losses(random_, VARIANTS[variant], shared)
    config = f'variant: "{variant}"\ndata {{\n  tokenizer: "made up"\n}}\ntraining {{\n  precision: "bf16"\n}}\n'
    loss = sum(sums) / (SEQUENCES * TOKENS)
    return {
        "schema_version": 1,
        "suite": "language",
        "experiment": f"demo/{variant}",
        "scale": "smoke",
        "dataset": "made-up",
        "seed": str(seed),
        "config_text": config,
        "config_sha256": hashlib.sha256(config.encode()).hexdigest(),
        "provenance": {"commit": "made up", "cpu": "made up", "device": "none",
                       "data_checksum": hashlib.sha256(b"made up").hexdigest()},
        "status": "FINISHED",
        "evaluation": evaluations(random_, loss, with_experts=seed == SEEDS[0]),
        "summary": [{"name": "val_loss", "value": loss}],
        "sequence_loss_sum": sums,
        "sequence_tokens": [str(TOKENS)] * SEQUENCES,
        "sequence_offset": [str(i * TOKENS) for i in range(SEQUENCES)],
        "note": ["made up by stats/commands/testdata/demo/make_runs.py"],
    }


def main():
    random_ = random.Random("sequences")
    shared = [random_.gauss(0, SEQUENCE_SD) for _ in range(SEQUENCES)]
    for variant in VARIANTS:
        for seed in SEEDS:
            folder = FOLDER / variant / str(seed)
            folder.mkdir(parents=True, exist_ok=True)
            fields = record(variant, seed, shared)
            lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in fields.items()]
            (folder / "record.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
