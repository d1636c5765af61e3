/** Texts that say of themselves that they are no secret; case is ignored. Long enough not to stand in a random token by chance. */
const TELLING =
  /example|changeme|change[-_ ]me|placeholder|redacted|replace[-_ ]?(?:me|with|this)|insert[-_ ]|your[-_ ]|dummy|sample|foobar|not[-_ ]?(?:a[-_ ])?real|fake[-_ ]|test[-_]?(?:key|token|secret|password)|secret[-_]?(?:here|key)|[-_ ]here$|xxxxx|\*\*\*\*|\.\.\.\.|^todo|1234567890123456/i;
/** A whole value that stands for another: `${VAR}`, `{{ var }}`, `<your-key>`, `%s`, `$VAR`, `[token]`, `process.env.X`. */
const REFERENCE =
  /^(?:\$\{[^}]*\}|\$\(.*\)|\$[A-Za-z_]\w*|\{\{.*\}\}|<[^<>]*>|\[[^[\]]*\]|%[A-Za-z_]\w*%|%[sdv]|#\{.*\}|@[A-Za-z_.]+@?|process\.env\b.*|os\.environ.*|ENV\[.*|System\.getenv.*|\*+|vault:.*|arn:aws:.*|secret(?:ref)?:\/\/.*)$/;
/** A run of so many neighbours (`abcdefgh`, `12345678`, `87654321`) is typed, not made. */
const LONGEST_SEQUENCE = 9;
const LEAST_FOR_VARIETY = 12;

/**
 * Whether a value stands in for a secret: it says so, names a variable, repeats itself, or counts up or down.
 */
export function isPlaceholder(value: string): boolean {
  return (
    TELLING.test(value) || REFERENCE.test(value) || isMonotonous(value) || longestSequence(value) >= LONGEST_SEQUENCE
  );
}

/** Few different characters for the length, or a short unit over and over. */
function isMonotonous(value: string): boolean {
  const distinct = new Set(value).size;
  if (distinct === 1) return true;
  if (value.length < LEAST_FOR_VARIETY) return false;
  if (distinct <= 3 || longestRun(value) > value.length / 2) return true;
  for (let unit = 2; unit <= value.length / 3; unit++) if (hasPeriod(value, unit)) return true;
  return false;
}

function hasPeriod(value: string, unit: number): boolean {
  for (let index = unit; index < value.length; index++) if (value[index] !== value[index - unit]) return false;
  return true;
}

function longestRun(value: string): number {
  let longest = 1;
  let run = 1;
  for (let index = 1; index < value.length; index++) {
    run = value[index] === value[index - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
}

/** The longest run of characters each one above, or each one below, the one before. */
function longestSequence(value: string): number {
  let longest = 1;
  let run = 1;
  let previousStep = 0;
  for (let index = 1; index < value.length; index++) {
    const step = value.charCodeAt(index) - value.charCodeAt(index - 1);
    run = Math.abs(step) !== 1 ? 1 : step === previousStep ? run + 1 : 2;
    previousStep = step;
    if (run > longest) longest = run;
  }
  return longest;
}
