fn endfor(n: i32) -> i32 {
    let mut s = 0;
    for i in 1:n
        s += i;
    end
    s
}

//~ errors
// error[M0101]: a range is written with two points
//   |
// 3 |     for i in 1:n
//   |               ^
//   |
//   = help: write `1..n`
