import type { CelValue } from '../values.ts';
import type { Activation } from './operations.ts';
import type { Session } from './session.ts';

/** One evaluation's variables, and the values of its loops and bindings. */
export interface Frame {
  readonly activation: Activation;
  readonly session: Session;
  readonly slots: CelValue[];
  /** Errors of bindings, by slot. */
  readonly failed: unknown[];
}

export type Evaluator = (frame: Frame) => CelValue;
export type CelFunction = (activation: Activation, session: Session) => CelValue;
