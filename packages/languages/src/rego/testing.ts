import { toJson } from './json.ts';
import { compileRego } from './program.ts';
import type { RegoOptions } from './program.ts';
import type { Value } from '../shared/values.ts';

/** What a module's `r` is, as JSON: both ways of running must agree. `undefined` where it is not defined. */
export function valueOf(text: string, options: Partial<RegoOptions> & { readonly input?: Value } = {}): unknown {
  const [code, closures] = [false, true].map((interpreted) => {
    const program = compileRego({ modules: [{ path: 't.rego', text }], ...options, interpreted });
    if ('errors' in program) return { errors: program.errors.map(({ code, message }) => `${code}: ${message}`) };
    const result = program.eval('data.t.r', options.input);
    if ('error' in result) return { error: result.error.code };
    return result.value === undefined ? undefined : toJson(result.value);
  });
  if (JSON.stringify(code) !== JSON.stringify(closures)) return { code, closures };
  return code;
}
