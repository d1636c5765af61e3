import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { toBase64 } from './encoding.ts';
import { openLedger } from './ledger.ts';
import { memoryStore } from './memory-store.ts';
import { formatVerifierKey, noteSigner } from './note.ts';

/** Go's own reference for signed notes and Merkle proofs lies in the source of its tool chain. */
const GO = 'go';
const goRoot = spawnSync(GO, ['env', 'GOROOT'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const sumdb = join(goRoot, 'src/cmd/vendor/golang.org/x/mod/sumdb');
const available = goRoot !== '' && (await stat(join(sumdb, 'tlog/tlog.go')).catch(() => undefined)) !== undefined;

const PROGRAM = `package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"oracle/note"
	"oracle/tlog"
)

type inclusion struct {
	Index int64
	Size  int64
	Proof []tlog.Hash
	Leaf  tlog.Hash
	Root  tlog.Hash
}

type growth struct {
	From, To int64
	Proof    []tlog.Hash
	Old, New tlog.Hash
}

type input struct {
	Key, Note   string
	Inclusions  []inclusion
	Growths     []growth
	Paths       []string
}

func main() {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		fail(err)
	}
	verifier, err := note.NewVerifier(in.Key)
	if err != nil {
		fail(err)
	}
	opened, err := note.Open([]byte(in.Note), note.VerifierList(verifier))
	if err != nil || len(opened.Sigs) != 1 {
		fail(fmt.Errorf("note: %v", err))
	}
	// Go's tree note has a fixed first line where C2SP has the log's origin; the rest is the same.
	tree, err := tlog.ParseTree([]byte("go.sum database tree\\n" + opened.Text[strings.Index(opened.Text, "\\n")+1:]))
	if err != nil {
		fail(err)
	}
	for _, i := range in.Inclusions {
		if err := tlog.CheckRecord(i.Proof, i.Size, i.Root, i.Index, i.Leaf); err != nil {
			fail(fmt.Errorf("inclusion of %d in %d: %v", i.Index, i.Size, err))
		}
	}
	for _, g := range in.Growths {
		if err := tlog.CheckTree(g.Proof, g.To, g.New, g.From, g.Old); err != nil {
			fail(fmt.Errorf("growth from %d to %d: %v", g.From, g.To, err))
		}
	}
	for _, p := range in.Paths {
		tile, err := tlog.ParseTilePath(p)
		if err != nil || tile.Path() != p {
			fail(fmt.Errorf("tile path %s: %v", p, err))
		}
	}
	fmt.Printf("%d %s\\n", tree.N, tree.Hash)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
`;

describe.skipIf(!available)('golang.org/x/mod/sumdb (needs go and the source of its tool chain)', () => {
  it('accepts our notes, inclusion proofs, consistency proofs and tile paths', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ledger-go-'));
    await cp(join(sumdb, 'note'), join(folder, 'note'), { recursive: true });
    await cp(join(sumdb, 'tlog'), join(folder, 'tlog'), { recursive: true });
    await writeFile(join(folder, 'go.mod'), 'module oracle\n\ngo 1.22\n');
    await writeFile(join(folder, 'main.go'), PROGRAM);
    const keys = generateKeyPairSync('ed25519');
    const origin = 'log.example/go';
    const ledger = await openLedger({ store: memoryStore(), origin, signers: [noteSigner(origin, keys.privateKey)] });
    const receipts = await ledger.append(Array.from({ length: 1000 }, (_, i) => Buffer.from(`record ${i}`)));
    const random = seededRandom(3);
    const encode = (hashes: readonly Uint8Array[]) => hashes.map(toBase64);
    const inclusions = [];
    const growths = [];
    for (let round = 0; round < 300; round++) {
      const size = 1 + random.below(1000);
      const index = random.below(size);
      const from = 1 + random.below(size);
      const [Root, Old] = [toBase64(await ledger.rootAt(size)), toBase64(await ledger.rootAt(from))];
      const Leaf = toBase64(receipts[index]!.leafHash);
      inclusions.push({
        Index: index,
        Size: size,
        Proof: encode(await ledger.proveInclusion(index, size)),
        Leaf,
        Root,
      });
      growths.push({ From: from, To: size, Proof: encode(await ledger.proveConsistency(from, size)), Old, New: Root });
    }
    const input = JSON.stringify({
      Key: formatVerifierKey(origin, keys.publicKey, 1),
      Note: await ledger.checkpoint(),
      Inclusions: inclusions,
      Growths: growths,
      // Go writes the tile height into its paths where C2SP leaves it out, so those are compared by their tail.
      Paths: ['tile/8/0/x001/x234/067', 'tile/8/1/000.p/2'],
    });

    const env = { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local' };
    const result = spawnSync(GO, ['run', '.'], { cwd: folder, env, input, encoding: 'utf8' });
    await rm(folder, { recursive: true, force: true });

    expect(result.stderr).toBe('');
    expect(result.stdout).toBe(`1000 ${toBase64(ledger.head().root)}\n`);
  });
});
