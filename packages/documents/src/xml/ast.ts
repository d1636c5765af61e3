import type { Source } from '../source.ts';

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface XmlFile {
  readonly source: Source;
  readonly root: XmlElement;
}

export interface XmlElement extends Placed {
  readonly kind: 'element';
  /** As it is written, prefix included. */
  readonly name: string;
  /** Offset behind the name, which begins one behind `start`. */
  readonly nameEnd: number;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly (XmlElement | XmlText)[];
}

export interface XmlAttribute extends Placed {
  readonly name: string;
  readonly nameEnd: number;
  readonly value: string;
  /** Offset of the value within its quotes. */
  readonly valueStart: number;
}

export interface XmlText extends Placed {
  readonly kind: 'text';
  readonly value: string;
}
