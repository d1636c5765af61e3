// Writes advisories of Debian 12 into a database that Trivy reads. Input: a line of JSON each, {"id", "name", "fixed"}.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"

	bolt "go.etcd.io/bbolt"
)

type advisory struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Fixed string `json:"fixed"`
}

func main() {
	database, err := bolt.Open(os.Args[1], 0o600, nil)
	check(err)
	check(database.Update(func(tx *bolt.Tx) error {
		put(tx, map[string]string{"ID": "debian", "Name": "Debian", "URL": "https://debian.example"}, "debian 12", "data-source")
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			var each advisory
			check(json.Unmarshal(lines.Bytes(), &each))
			put(tx, map[string]string{"FixedVersion": each.Fixed}, each.ID, "debian 12", each.Name)
			put(tx, map[string]string{"Severity": "HIGH"}, each.ID, "vulnerability")
		}
		return lines.Err()
	}))
	check(database.Close())
}

// put writes a value under a key in buckets, the outermost first.
func put(tx *bolt.Tx, value any, key string, buckets ...string) {
	bucket, err := tx.CreateBucketIfNotExists([]byte(buckets[0]))
	check(err)
	for _, name := range buckets[1:] {
		bucket, err = bucket.CreateBucketIfNotExists([]byte(name))
		check(err)
	}
	text, err := json.Marshal(value)
	check(err)
	check(bucket.Put([]byte(key), text))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
