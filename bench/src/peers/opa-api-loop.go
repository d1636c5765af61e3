// Times queries through the Go API of Open Policy Agent: parsed inputs, prepared queries, warm. The bench `policy` builds it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func text(path ...string) string {
	bytes, err := os.ReadFile(filepath.Join(path...))
	check(err)
	return string(bytes)
}

func prepare(dir string) rego.PreparedEvalQuery {
	options := []func(*rego.Rego){
		rego.SetRegoVersion(ast.RegoV0),
		rego.Query("data." + text(dir, "pkg") + ".violation"),
		rego.Module("policy.rego", text(dir, "policy.rego")),
	}
	libs, _ := filepath.Glob(filepath.Join(dir, "lib*.rego"))
	for _, lib := range libs {
		options = append(options, rego.Module(filepath.Base(lib), text(lib)))
	}
	query, err := rego.New(options...).PrepareForEval(context.Background())
	check(err)
	return query
}

func main() {
	ctx := context.Background()
	dirs, _ := filepath.Glob(filepath.Join(os.Args[1], "*"))
	for _, dir := range dirs {
		query := prepare(dir)
		var cases []struct {
			Name  string
			Input any
		}
		check(json.Unmarshal([]byte(text(dir, "cases.json")), &cases))
		for _, one := range cases {
			input, err := ast.InterfaceToValue(one.Input)
			check(err)
			found := -1
			eval := func() {
				results, err := query.Eval(ctx, rego.EvalParsedInput(input))
				check(err)
				if len(results) == 1 {
					found = len(results[0].Expressions[0].Value.([]any))
				}
			}
			for range 200 {
				eval()
			}
			runs := make([]float64, 5)
			for i := range runs {
				n := 0
				start := time.Now()
				for time.Since(start) < 200*time.Millisecond {
					for range 20 {
						eval()
					}
					n += 20
				}
				runs[i] = float64(time.Since(start).Nanoseconds()) / float64(n)
			}
			sort.Float64s(runs)
			fmt.Printf("%s\t%s\t%d\t%.0f\n", filepath.Base(dir), one.Name, found, runs[2])
		}
	}
}
