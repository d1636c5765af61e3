/** What a person said of one finding in the pinned npm packages. */
export interface Verdict {
  /** SHA-256 of `RULE PATH:LINE`, so that the list shows no place to those who search for secrets. */
  readonly place: string;
  readonly isSecret: boolean;
  readonly why: string;
}

export const VERDICTS: readonly Verdict[] = [
  {
    place: '85ac906b375c0a900339efb5f83a76152402ed90417accee2b0d75eb6db03342',
    isSecret: false,
    why: 'An example in a comment: the head of a key of which the rest is left out.',
  },
  {
    place: '69eec9b089f65fd7cdfb2f2ddcee6cb4f36107914cbf40aa2e30164f001b2e25',
    isSecret: false,
    why: 'An example in a comment: the head of a key of which the rest is left out.',
  },
  {
    place: 'ce618d8d44deb7ce81b38977ca28e05a66864fdea9b0841357fdcfba87b4a879',
    isSecret: true,
    why: 'A working key of the documentation, published on purpose.',
  },
  {
    place: 'bdf22ec8ccc20a21bf29da38c3e6cf60f28fac44a7c3870b917fc6882f69a76e',
    isSecret: false,
    why: 'A made-up user and password in an example.',
  },
  {
    place: 'a51bac2b295493cbfcfbd02fa7f02e46d000dd59f99d980cfaed56a1be11e7b3',
    isSecret: false,
    why: 'A seed in an example; it opens nothing.',
  },
  {
    place: '5c5ec55c0de8d07f6443cfe2517a9ba8f20da25c912585614b18b4de91264617',
    isSecret: true,
    why: 'The secret of a sandbox account, as the example configuration had it.',
  },
  {
    place: '2908373f5b7714ea23233c183c3d6e595c7e0db557fae3adf39651ba14bf3736',
    isSecret: false,
    why: 'The password that the tool writes for a local database of a new project.',
  },
];
