#!/bin/sh
# The smallest agent: a command that changes files and ends. The task is its first argument.
set -e
printf '%s\n' "$1" | tail -n 3
echo 42 > answer
echo "The answer is 42 now."
