import { checkInstruction } from '../../images/checks/config.ts';
import { plainInstruction } from '../../images/merge/origin.ts';

type StepProblem = 'add-instruction' | 'update-alone';

function isStepProblem(rule: string): rule is StepProblem {
  return rule === 'add-instruction' || rule === 'update-alone';
}

/** What a step of an image's history does that it should not, by the rules for images. */
export function problemsOfStep(createdBy: string): StepProblem[] {
  const instruction = plainInstruction({ createdBy });
  if (instruction === undefined) return [];
  return checkInstruction(instruction)
    .map(({ rule }) => rule)
    .filter(isStepProblem);
}
