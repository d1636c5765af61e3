import type { Clock } from '@sallyport/kernel';

import type { PolicyProblem } from '../policy.ts';
import type { Template } from './template.ts';
import { compileTemplate } from './template-program.ts';
import type { TemplateProgram } from './template-program.ts';

export interface EngineSettings {
  readonly path: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly engine?: 'rego' | 'cel';
}

/** Compiles the engine of a template that is asked for: Rego where it has both. CEL is loaded only where it is needed. */
export async function compileEngine(
  template: Template,
  { engine, ...settings }: EngineSettings,
): Promise<TemplateProgram | { readonly problem: PolicyProblem }> {
  const { rego, cel } = template;
  if (rego !== undefined && engine !== 'cel') return compileTemplate(template, rego, settings);
  if (cel !== undefined && engine !== 'rego')
    return (await import('./template-cel.ts')).compileTemplateCel(template, settings);
  const message = `${template.kind} has no ${engine === 'cel' ? 'CEL' : 'Rego'}`;
  return { problem: { kind: 'unloadable', message } };
}
