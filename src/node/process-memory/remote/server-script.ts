// What runs beside the target: a POSIX shell with dd and wc, nothing that would have to be installed. It is given to the
// login shell as one line, whatever shell that is: no single quotes, no newlines, no exclamation marks in it.
//
// Requests are lines, answers come in their order:
//   b FILE SIZE SKIP COUNT   COUNT blocks of /proc/PID/FILE, always so many bytes: what could not be read is zeros. Then a
//                            line `=MARK STATUS FULL PARTIAL IDENTITY… WORDS`: how many blocks dd read, and what it said. A block
//                            that cannot be read counts as partial everywhere, a status for it has GNU's dd alone
//   t FILE                   the text of /proc/PID/FILE, o FILE: whether it opens, s: the executable's size, r: where the
//                            threads stand. Then a line `.MARK STATUS IDENTITY…`
// The identity is taken after each reading: state, start time and what an exec changes. Bytes before an unchanged one are
// the target's, though each dd opens the memory anew: a PID does not come back to the process that had it.

const script = `
M=$1$2; P=$3; LC_ALL=C; export LC_ALL; set -f; exec 3>&1;
who() { L=; IFS= read -r L 2>/dev/null </proc/$P/stat; set -- \${L##*) }; I="$1 \${20} \${24} \${25} \${26}"; };
say() { printf "%s\\n" "$E"; who; printf ".%s %s %s\\n" "$M" "$R" "$I"; };
H=ok; command -v dd >/dev/null && command -v wc >/dev/null || H=tools; [ -r /proc/self/stat ] || H=proc;
printf "\\n%s %s\\n" "$M" "$H";
while IFS=" " read -r V A B S C; do
  case $V in
  b) E=$(dd if=/proc/$P/$A bs=$B skip=$S count=$C conv=noerror,sync 2>&1 >&3); R=$?; N=; X=; Y=;
    for W in $E; do case $X$W in recordsin) N=$Y;; esac; Y=$X; X=$W; done;
    case $N in ?*) ;; *) [ $R -gt 128 ] && exit 1; N=0+0;; esac;
    F=\${N%+*}; G=\${N#*+}; D=$((C - F - G));
    [ $D -gt 0 ] && dd if=/dev/zero bs=$B count=$D 2>/dev/null;
    who; W=; [ $R = 0 ] || { set -- \${E%%records*}; W=$*; };
    printf "=%s %s %s %s %s %s\\n" "$M" "$R" "$F" "$G" "$I" "$W";;
  t) E=$(dd if=/proc/$P/$A bs=65536 2>/dev/null); R=$?; say;;
  o) E=$( { true </proc/$P/$A; } 2>&1); R=$?; say;;
  s) E=$(wc -c 2>/dev/null </proc/$P/exe); R=$?; say;;
  r) E=$(set +f; for T in /proc/$P/task/*; do L=; IFS= read -r L 2>/dev/null <$T/syscall; printf "%s %s\\n" "\${T##*/}" "$L"; done); R=$?; say;;
  esac;
done
`;

/** The two halves meet in the answer alone: a shell that echoes what it is told does not look like the server. */
export function serverLine(
  pid: number,
  [first, second]: readonly [string, string],
): string {
  const line = script.trim().replace(/\s*\n\s*/g, " ");
  return `exec sh -c '${line}' trivet ${first} ${second} ${pid}\n`;
}
