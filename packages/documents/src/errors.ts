import { defineErrors } from '@sallyport/kernel';

/** What can be wrong with a foreign text. Readers return these as values; whoever must stop because of one throws it. */
export const documentErrors = defineErrors('documents', {
  SYNTAX: {
    message: '{format}: {problem}',
    next: 'Correct the text at this place.',
    exit: 2,
  },
  TOO_LARGE: {
    message: 'the text has {sizeBytes} bytes, more than the {maxBytes} that are read',
    next: 'Split the file, or raise the limit on the size of documents.',
    exit: 2,
  },
  TOO_DEEP: {
    message: 'values are nested deeper than {max} levels',
    next: 'Flatten the document; nesting this deep is bounded to keep the program safe.',
    exit: 2,
  },
  TOO_MANY_NODES: {
    message: 'the document has more than {max} values',
    next: 'Split the document; the number of values is bounded to keep the program safe.',
    exit: 2,
  },
  ALIAS_EXPANSION: {
    message: 'aliases would expand the document to more than {max} values',
    next: 'Write repeated values out, or use fewer nested aliases.',
    exit: 2,
  },
  ENCODING: {
    message: 'the bytes are not text in {encoding}',
    next: 'Save the file as UTF-8.',
    exit: 2,
  },
  UNKNOWN_FORMAT: {
    message: 'no reader is known for {name}',
    next: 'Name the format, or use one of the known file names.',
    exit: 2,
  },
  SHAPE: {
    message: '{path}: {problem}',
    next: '{advice}',
    exit: 2,
  },
});
