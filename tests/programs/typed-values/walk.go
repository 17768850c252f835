package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"sort"
	"strconv"
	"time"
	"unsafe"
)

// Value is what one value holds: a text for those without parts, otherwise its parts by name.
type Value struct {
	Type   string           `json:"type"`
	Text   *string          `json:"text,omitempty"`
	Length *int             `json:"length,omitempty"`
	Parts  map[string]Value `json:"parts,omitempty"`
}

func variables() map[string]Value {
	all := map[string]any{
		"order": &order, "orders": &orders, "ring": &ring, "held": &held, "names": &names, "shared": &shared, "hidden": &hidden,
		"captures": &captures, "number": &number, "maxUint": &maxUint, "minInt": &minInt, "big": &big, "thinned": &thinned, "wideKeys": &wideKeys,
		"wideVals": &wideVals, "growing": &growing, "sets": &sets, "nested": &nested, "floats": &floats, "faces": &faces,
	}
	found := map[string]Value{}
	for name, pointer := range all {
		found[name] = walk(reflect.ValueOf(pointer).Elem(), nil)
	}
	return found
}

// walk follows everything that reflect sees; a pointer to one of its parents ends it.
func walk(v reflect.Value, parents []string) Value {
	value := Value{Type: v.Type().String()}
	text := func(s string) Value { value.Text = &s; return value }
	quote := func(s string) Value {
		quoted, err := json.Marshal(s)
		check(err)
		var plain string
		check(json.Unmarshal(quoted, &plain))
		return text(plain)
	}
	part := func(name string, v reflect.Value) {
		if value.Parts == nil {
			value.Parts = map[string]Value{}
		}
		value.Parts[name] = walk(v, parents)
	}
	length := func(n int) { value.Length = &n }
	if v.Type() == reflect.TypeOf(time.Time{}) {
		at := *(*time.Time)(unsafe.Pointer(v.UnsafeAddr()))
		if at.IsZero() {
			return text("zero time")
		}
		return text(at.UTC().Format(time.RFC3339Nano))
	}
	switch v.Kind() {
	case reflect.Bool:
		return text(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if v.Type() == reflect.TypeOf(time.Duration(0)) {
			return text(time.Duration(v.Int()).String())
		}
		return text(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return text(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		bits := 64
		if v.Kind() == reflect.Float32 {
			bits = 32
		}
		return text(strconv.FormatFloat(v.Float(), 'g', -1, bits))
	case reflect.Complex64, reflect.Complex128:
		return text(fmt.Sprintf("(%v, %v)", real(v.Complex()), imag(v.Complex())))
	case reflect.String:
		length(v.Len())
		return quote(v.String())
	case reflect.Func:
		if v.IsNil() {
			return text("nil")
		}
		return text(runtime.FuncForPC(v.Pointer()).Name())
	case reflect.Pointer:
		if v.IsNil() {
			return text("nil")
		}
		key := fmt.Sprint(v.Pointer(), v.Type())
		for _, parent := range parents {
			if parent == key {
				return text("cycle")
			}
		}
		parents = append(parents[:len(parents):len(parents)], key)
		part("*", v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			return text("nil")
		}
		elem := v.Elem()
		if elem.Kind() != reflect.Pointer && !elem.CanAddr() {
			copied := reflect.New(elem.Type()).Elem()
			if !elem.CanInterface() {
				elem = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem().Elem()
			}
			copied.Set(elem)
			elem = copied
		}
		part("("+elem.Type().String()+")", elem)
	case reflect.Slice:
		if v.IsNil() {
			return text("nil")
		}
		length(v.Len())
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return quote(string(v.Bytes()))
		}
		for i := 0; i < v.Len(); i++ {
			part(fmt.Sprintf("[%d]", i), v.Index(i))
		}
	case reflect.Array:
		length(v.Len())
		if v.Type().Elem().Kind() == reflect.Uint8 {
			raw := make([]byte, v.Len())
			for i := range raw {
				raw[i] = byte(v.Index(i).Uint())
			}
			return quote(string(raw))
		}
		for i := 0; i < v.Len(); i++ {
			part(fmt.Sprintf("[%d]", i), v.Index(i))
		}
	case reflect.Map:
		if v.IsNil() {
			return text("nil")
		}
		length(v.Len())
		if v.Len() > 400 {
			// Too many for a text file: their sum says whether all were found.
			var keys []string
			for _, key := range v.MapKeys() {
				keys = append(keys, fmt.Sprint(key.Interface()))
			}
			sort.Strings(keys)
			for _, key := range keys[:200] {
				if v.Type().Key().Kind() == reflect.Int {
					n, err := strconv.Atoi(key)
					check(err)
					part("["+key+"]", v.MapIndex(reflect.ValueOf(n)))
				} else {
					part("["+strconv.Quote(key)+"]", v.MapIndex(reflect.ValueOf(key)))
				}
			}
			return value
		}
		for _, key := range v.MapKeys() {
			part("["+keyText(key)+"]", addressable(v.MapIndex(key)))
		}
	case reflect.Chan:
		length(v.Len())
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if v.Type().Field(i).Name != "_" {
				part(v.Type().Field(i).Name, v.Field(i))
			}
		}
	default:
		panic(v.Kind().String())
	}
	return value
}

func addressable(v reflect.Value) reflect.Value {
	copied := reflect.New(v.Type()).Elem()
	copied.Set(v)
	return copied
}

func keyText(key reflect.Value) string {
	switch key.Kind() {
	case reflect.String:
		return strconv.Quote(key.String())
	case reflect.Struct:
		return fmt.Sprintf("{Region: %q, Number: %d}", key.Field(0), key.Field(1).Int())
	case reflect.Array:
		raw := key.Interface().(huge)
		quoted, err := json.Marshal(string(raw[:]))
		check(err)
		return string(quoted)
	case reflect.Interface:
		return key.Elem().Type().String() + " " + keyText(key.Elem())
	default:
		return fmt.Sprint(key.Interface())
	}
}
