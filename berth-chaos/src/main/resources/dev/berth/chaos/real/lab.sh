#!/bin/sh
# The fault lab's agent. A word of its task says what it does: lab:work:SECONDS, lab:fail:SECONDS or lab:idle:SECONDS.
set -eu
word=$(printf '%s\n' "$1" | grep -o 'lab:[a-z]*:[0-9.]*' | tail -n 1)
sleep "${word##*:}"
case $word in
  lab:work:*) echo 42 > answer; echo "$word" >> log; echo "The answer is 42 now." ;;
  lab:fail:*) echo 40 > answer; echo "I give up." >&2; exit 3 ;;
  *) echo "There was nothing to do." ;;
esac
