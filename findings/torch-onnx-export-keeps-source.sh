#!/usr/bin/env bash
# PyTorch 2.15.0: torch.onnx.export writes lines of your source, and where they lie on your machine, into the model.
#
# Expected: an exported model holds the graph and its weights; who passes it on passes on nothing of the machine it was made on.
# Seen: each node carries `pkg.torch.onnx.stack_trace`: the full path of every file on the way, your own and the environment's, the
# line numbers, and the text of the lines with the comments at their ends. The documentation names the field; no option leaves it
# out, and the old exporter (dynamo=False) writes none. Sluice takes such files as they are; the models that its tests read
# have it taken out (ops/cli/src/test/resources/exporters/torch_models.py).
# Needs: Linux x86-64, Python 3.11 with venv, 6 GB of disk.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2

mkdir customer-acme
cat >customer-acme/finding.py <<'PYTHON'
import onnx
import torch


class Net(torch.nn.Module):
    def forward(self, x):
        return torch.relu(x) * 2  # as agreed with ACME on the phone


x = torch.zeros(1, 3)
torch.onnx.export(Net().eval(), (x,), "new.onnx", verbose=False)
torch.onnx.export(Net().eval(), (x,), "old.onnx", dynamo=False)
for name in ("new.onnx", "old.onnx"):
    traces = [p.value for node in onnx.load(name).graph.node for p in node.metadata_props if p.key == "pkg.torch.onnx.stack_trace"]
    print(name, "nodes with a stack trace:", len(traces))
    print("  path of the source:", any(__file__ in trace for trace in traces))
    print("  text of the line:", any("return torch.relu(x) * 2  # as agreed with ACME on the phone" in trace for trace in traces))
PYTHON
venv/bin/python "$work/customer-acme/finding.py" 2>/dev/null | tee seen
diff - seen <<'SEEN'
new.onnx nodes with a stack trace: 2
  path of the source: True
  text of the line: True
old.onnx nodes with a stack trace: 0
  path of the source: False
  text of the line: False
SEEN
