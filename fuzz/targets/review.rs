#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| netloom_tests::targets::review(bytes));
