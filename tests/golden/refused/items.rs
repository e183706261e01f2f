struct Point {
    x: f64,
}
trait Shape {
    fn area(&self) -> f64;
}
async fn items(x: f64) -> f64 {
    x
}
