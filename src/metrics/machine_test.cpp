#include "metrics/machine.hpp"

#include <ctime>
#include <fstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace trigo {
namespace {

/// A folder that looks like /proc.
class FakeProc : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(root_ / "self/task/4242");
    std::filesystem::create_directories(root_ / "self/task/4243");
    std::filesystem::create_directories(root_ / "self/fd");
    for (const char* descriptor : {"self/fd/1000", "self/fd/1001", "self/fd/1002"})
      write(descriptor, "");
    write("meminfo", "MemTotal:  8000 kB\nMemFree:  100 kB\nMemAvailable:  6000 kB\n");
    write("self/statm", "5000 256 100 1 0 200 0\n");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void write(const std::string& file, const std::string& text) {
    std::ofstream(root_ / file) << text;
  }
  void write_ticks(const std::string& machine, int user, int system) {
    write("stat", "cpu  " + machine + "\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
    write("self/stat", "4242 (tri) go) R 1 1 1 0 -1 4194304 97 0 1 0 " + std::to_string(user) +
                           " " + std::to_string(system) + " 0 0 20 0 2 0 157328\n");
  }

  const std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / ("trigo-proc-" + std::to_string(getpid()));
};

TEST_F(FakeProc, PercentagesAreOfTheTimeSinceTheLastReading) {
  write_ticks("1000 0 500 8000 100 0 50 350 0 0", 700, 200);
  Machine machine(root_);
  // 1000 ticks later: 500 idle, 100 waiting for a disk, 250 used by this process.
  write_ticks("1200 50 600 8500 200 0 70 380 99 99", 900, 250);
  const auto reading = machine.read();
  EXPECT_DOUBLE_EQ(reading.cpu_percent, 40);
  EXPECT_DOUBLE_EQ(reading.cpu_process_percent, 25);
  write_ticks("2200 50 600 8500 200 0 70 380 99 99", 900, 250);
  EXPECT_DOUBLE_EQ(machine.read().cpu_percent, 100);
  // No tick has passed since: still that.
  EXPECT_DOUBLE_EQ(machine.read().cpu_percent, 100);
}

TEST_F(FakeProc, CountsMemoryThreadsAndDescriptors) {
  write_ticks("1 1 1 1 1 1 1 1 0 0", 1, 1);
  const auto reading = Machine(root_).read();
  EXPECT_DOUBLE_EQ(reading.ram_used_mb, 256.0 * static_cast<double>(getpagesize()) / 1048576);
  EXPECT_DOUBLE_EQ(reading.ram_percent, 25);
  EXPECT_EQ(reading.threads, 2);
  EXPECT_EQ(reading.descriptors, 3);
}

TEST_F(FakeProc, WhatCannotBeReadIsZero) {
  write("stat", "cpu  what");
  write("self/stat", "no brackets");
  write("meminfo", "");
  Machine broken(root_);
  EXPECT_EQ(broken.read().cpu_percent, 0);
  EXPECT_EQ(broken.read().ram_percent, 0);
  Machine missing(root_ / "nowhere");
  const auto reading = missing.read();
  EXPECT_EQ(reading.cpu_process_percent, 0);
  EXPECT_EQ(reading.ram_used_mb, 0);
  EXPECT_EQ(reading.descriptors, 0);
}

TEST_F(FakeProc, TheStartIsThatOfTheMachineAndTheTicksFromThere) {
  write_ticks("1 1 1 1 1 1 1 1 0 0", 1, 1);
  EXPECT_EQ(own_start_s(root_), 0);  // stat does not say when the machine started.
  write("stat", "cpu  1 1 1 1\nintr 7 0\nbtime 1700000000\nprocesses 9\n");
  EXPECT_DOUBLE_EQ(own_start_s(root_),
                   1'700'000'000 + 157'328.0 / static_cast<double>(sysconf(_SC_CLK_TCK)));
  EXPECT_EQ(own_start_s(root_ / "nowhere"), 0);
}

TEST(Machine, ThisProcessStartedNotLongAgoAndUsesItsProcessors) {
  const auto now = static_cast<double>(std::time(nullptr));
  EXPECT_GT(own_start_s(), now - 600);
  EXPECT_LT(own_start_s(), now + 5);
  const double before = own_cpu_s();
  const auto start = std::clock();
  while (std::clock() - start < CLOCKS_PER_SEC / 20) {
  }
  EXPECT_GE(own_cpu_s(), before + 0.045);
}

TEST(Machine, SeesThisProcessWork) {
  Machine machine;
  const auto start = std::clock();  // By processor time: other work on the machine changes nothing.
  while (std::clock() - start < CLOCKS_PER_SEC / 5) {
  }
  const auto reading = machine.read();
  EXPECT_GT(reading.cpu_process_percent, 0);
  EXPECT_LE(reading.cpu_process_percent, 100);
  EXPECT_GT(reading.cpu_percent, 0);
  EXPECT_GT(reading.ram_used_mb, 1);
  EXPECT_GT(reading.ram_percent, 0);
  EXPECT_LT(reading.ram_percent, 100);
}

TEST(Machine, SeesEveryThreadAndDescriptorOfThisProcess) {
  // A sanitizer's own thread starts with the first of ours.
  std::jthread([] {}).join();
  Machine machine;
  const auto before = machine.read();
  const int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const std::jthread thread([](std::stop_token stop) {
    while (!stop.stop_requested()) std::this_thread::yield();
  });
  const auto after = machine.read();
  EXPECT_EQ(after.threads, before.threads + 1);
  EXPECT_EQ(after.descriptors, before.descriptors + 1);
  close(descriptor);
}

}  // namespace
}  // namespace trigo
