#!/usr/bin/env bash
# Trains small networks on the built-in sample and writes one document of each format about them.
#   Scripts/page-documents.sh PROGRAM FOLDER
set -euo pipefail

program=$(realpath "$1")
mkdir -p "$2"
cd "$2"
text="I expected to hate this film, and the first half hour is dull. But then the story turns: the acting \
is wonderful, the ending moved me to tears, and I left the cinema happy."
sample=(--epochs 4 --optimizer adam --max-length 100 --units 24 --seed 7 --quiet)

"$program" train "${sample[@]}" --layer lstm --output lstm.keras --report report.json >/dev/null
"$program" train "${sample[@]}" --layer gru --bidirectional --output bigru.keras >/dev/null
"$program" train "${sample[@]}" --layer simple-rnn --pool last --output rnn.keras >/dev/null
for network in lstm bigru rnn; do
  "$program" explain "$network.keras" "$text" --json >"explanation-$network.json"
done
# As long as a review: the pictures then have narrow columns.
"$program" explain lstm.keras "$text $text $text $text" --json >explanation-long.json
"$program" explain lstm.keras "Zorblax qwxyz" --json >explanation-empty.json
"$program" explain lstm.keras "Wonderful" --json >explanation-one.json
"$program" gradients rnn.keras lstm.keras --steps 60 --json >gradients.json
"$program" demo memory --task adding --distances 5,10,20 --quiet --json >memory.json
"$program" vectors map lstm.keras "$text" --analogy good better bad --json >words.json
