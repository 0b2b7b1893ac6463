// Package task reads what a program is asked to do from standard input and prints its outcome, both as JSON.
package task

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

const limit = 30 * time.Second

// Main runs a program; an error goes to standard error with exit code 1.
func Main[T any](run func(context.Context, T) (any, error)) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := read(ctx, run); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read[T any](ctx context.Context, run func(context.Context, T) (any, error)) error {
	var asked T
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return err
	}
	outcome, err := run(ctx, asked)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(outcome)
}
