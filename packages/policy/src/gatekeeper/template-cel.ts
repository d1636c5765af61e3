import { jsonList, jsonMember, jsonText } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import { overdue } from '../judging-time.ts';
import type { PolicyProblem } from '../policy.ts';
import type { AdmissionPolicy } from '../validating-admission/definition.ts';
import { readAdmissionPolicy } from '../validating-admission/definition.ts';
import { compileAdmission } from '../validating-admission/program.ts';
import type { Template } from './template.ts';
import type { TemplateProgram } from './template-program.ts';

/** What Gatekeeper gives the expressions of its templates beside what Kubernetes gives. */
const OWN_VARIABLES: AdmissionPolicy['variables'] = [
  { name: 'anyObject', expression: 'object == null ? oldObject : object' },
  { name: 'params', expression: 'params' },
];

/** Compiles a template's CEL (`K8sNativeValidation`), which reads `variables.anyObject` and `variables.params`. */
export function compileTemplateCel(
  template: Template,
  settings: { readonly clock: Clock; readonly timeoutMs?: number },
): TemplateProgram | { readonly problem: PolicyProblem } {
  const policy = policyOf(template);
  const program = typeof policy === 'string' ? policy : compileAdmission(policy, settings);
  if (typeof program === 'string') return { problem: { kind: 'unloadable', message: program } };
  return {
    template,
    judge({ request, parameters, time }) {
      const answer = program.judge({ request, params: parameters, namespace: undefined, ...defined({ time }) });
      if (answer.outcome === 'skipped') return { breaches: [] };
      const [error] = answer.errors;
      if (error !== undefined) return { problem: overdue(time) ?? { kind: 'error', message: error } };
      const breaches = answer.denials.map(({ message, paths }) => ({
        rule: 'violation',
        message,
        enforcement: 'deny' as const,
        paths: paths.map((path) => ['review', 'object', ...path]),
      }));
      return { breaches };
    },
  };
}

function policyOf({ name, cel }: Template): AdmissionPolicy | string {
  const read = readAdmissionPolicy({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: jsonText(cel, 'failurePolicy') ?? 'Fail',
      matchConditions: jsonList(cel, 'matchCondition'),
      variables: jsonList(cel, 'variables'),
      validations: jsonMember(cel, 'validations') ?? [],
    },
  });
  return typeof read === 'string' ? read : { ...read, variables: [...OWN_VARIABLES, ...read.variables] };
}
